# What the recipes share; they include it after their settings, among which are DATA, BACKBONE, INDEX, SIDE and SEED.
.DEFAULT_GOAL := all
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: all again
$(foreach name,DATA BACKBONE,$(if $(filter 1,$(words $($(name)))),,$(error $(name) must be one path without spaces, not '$($(name))')))

# $(call remember,NAME,TEXT): .settings/NAME, on which a step depends, is made anew when TEXT is not what it says.
same = $(and $(findstring [$(1)],[$(2)]),$(findstring [$(2)],[$(1)]))
define remember
.settings/$(1): $(if $(call same,$(strip $(file < .settings/$(1))),$(strip $(2))),,again)
	@mkdir -p .settings; echo '$(subst ','\'',$(strip $(2)))' > $$@
endef
$(eval $(call remember,index,$(DATA) $(INDEX) $(SEED)))

# A photograph or folder that changed after it was indexed, also where its own time does not say so.
changed := $(if $(wildcard all.ndjson),$(shell find -L '$(DATA)' -cnewer all.ndjson -print -quit 2> /dev/null),$(DATA))

# Find the photographs, label and split them.
all.ndjson: .settings/index $(if $(changed),again)
	ds-index $(INDEX) --seed $(SEED) --allow-skipped -o $@ $(FOLDER)
