# The lesson as a Makefile: photographs in, a tested classifier out. Run it where the results are to lie.
#
#   make -f .../bin/recipes/lesson.mk DATA=photos BACKBONE=lite0.safetensors
#
# DATA holds a folder of photographs for each class, or train/ and valid/ with such folders. Only what has changed is done
# again: a new photograph costs one photograph, another EPOCHS only what follows from it. Settings are given on the command
# line, as above; RATE=find trains with the rate that step 4 suggests. Names of photographs may hold anything, but make
# cannot cope with spaces in DATA and BACKBONE.
DATA     ?= photos
BACKBONE ?= lite0.safetensors
SIDE     ?= 340
SIZE     ?= 224
RATE     ?= 0.01
EPOCHS   ?= 5
SEED     ?= 42
VIEWS    ?= 4
INDEX    ?= --stratify
TRAIN    ?=
AUGMENT  ?= --augment side-on --max-zoom 1.1

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.PHONY: all again
$(foreach name,DATA BACKBONE,$(if $(filter 1,$(words $($(name)))),,$(error $(name) must be one path without spaces, not '$($(name))')))

all: confusion.txt wrong.png
	@cat suggestion.txt confusion.txt

# $(call remember,NAME,TEXT): .settings/NAME, on which a step depends, is made anew when TEXT is not what it says.
same = $(and $(findstring [$(1)],[$(2)]),$(findstring [$(2)],[$(1)]))
define remember
.settings/$(1): $(if $(call same,$(strip $(file < .settings/$(1))),$(strip $(2))),,again)
	@mkdir -p .settings; echo '$(subst ','\'',$(strip $(2)))' > $$@
endef
$(eval $(call remember,index,$(DATA) $(INDEX) $(SEED)))
$(eval $(call remember,resize,$(SIDE)))
$(eval $(call remember,precompute,$(BACKBONE) $(SIZE)))
$(eval $(call remember,find,$(SEED)))
$(eval $(call remember,fit,$(RATE) $(EPOCHS) $(SEED) $(TRAIN)))
$(eval $(call remember,tta,$(VIEWS) $(AUGMENT)))

# A photograph or folder that changed after it was indexed, also where its own time does not say so.
changed := $(if $(wildcard all.ndjson),$(shell find -L '$(DATA)' -cnewer all.ndjson -print -quit 2> /dev/null),$(DATA))

# 1. Find the photographs, label and split them.
all.ndjson: .settings/index $(if $(changed),again)
	ds-index $(INDEX) --seed $(SEED) --allow-skipped -o $@ $(DATA)

# 2. Make small copies, once.
small.ndjson: all.ndjson .settings/resize
	ds-resize --size $(SIDE) --allow-skipped -o small $< > $@

# 3. Compute the features of a pretrained network, once; rows of the same network are used again.
acts.safetensors: small.ndjson $(BACKBONE) .settings/precompute
	precompute --backbone $(BACKBONE) --size $(SIZE) --allow-skipped $(addprefix --reuse ,$(wildcard $@)) -o $@ $<
	@touch $@ # which precompute leaves alone when it is up to date

# 4. Look for a learning rate.
curve.ndjson: acts.safetensors .settings/find
	fit-head --find-lr --seed $(SEED) $< > $@
suggestion.txt: curve.ndjson
	tail -n 1 $< | sed 's/.*"suggestion":\([^,}]*\).*/\1/' > $@

# 5. Train a new head on the features.
head.safetensors: acts.safetensors suggestion.txt .settings/fit
	fit-head --lr $(if $(filter find,$(RATE)),$$(cat suggestion.txt),$(RATE)) --epochs $(EPOCHS) --seed $(SEED) $(TRAIN) -o $@ $< > epochs.ndjson

# 6. Predict what was not trained on, from several views of each photograph.
valid.ndjson: head.safetensors small.ndjson $(BACKBONE) .settings/tta
	tta --backbone $(BACKBONE) --head head.safetensors --split valid --views $(VIEWS) $(AUGMENT) --allow-skipped -o $@ small.ndjson

# 7. Count what was taken for what.
confusion.txt: valid.ndjson
	confusion -o $@ $<

# 8. Look at the worst mistakes.
wrong.png: valid.ndjson
	contact-sheet --most-incorrect 16 --allow-skipped -o $@ $<
