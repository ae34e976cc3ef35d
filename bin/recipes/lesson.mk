# The lesson as a Makefile: photographs in, a tested classifier out. Run it where the results are to lie.
#
#   make -f .../bin/recipes/lesson.mk DATA=photos BACKBONE=lite0.safetensors
#
# DATA holds a folder of photographs for each class, or train/ and valid/ with such folders. Only what has changed is done
# again: a new photograph costs one photograph, another EPOCHS only what follows from it. Settings are given on the command
# line, as above; RATE=find trains with the rate that step 4 suggests. (make cannot cope with spaces in DATA, BACKBONE and DESTDIR; names of photographs may
# hold anything.)
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
.PHONY: all

all: confusion.txt wrong.png suggestion.txt
	@cat suggestion.txt confusion.txt

# What the photographs are: the folders change when a photograph comes or goes, and a changed one is found by its digest.
photographs := $(shell find $(DATA) \( -type d -o -type f \) -newer all.ndjson -print -quit 2> /dev/null || echo new)
ifneq ($(photographs),)
.PHONY: photographs
endif
photographs:

# $(call settings,NAME,TEXT): a file that changes when TEXT does, for a step to depend on.
settings = $(shell mkdir -p .settings; cmp -s .settings/$(1) - <<< '$(2)' || echo '$(2)' > .settings/$(1)).settings/$(1)

# 1. Find the photographs, label and split them.
all.ndjson: $(if $(photographs),photographs) $(call settings,index,$(DATA) $(INDEX) $(SEED))
	ds-index $(INDEX) --seed $(SEED) --allow-skipped -o $@ $(DATA)

# 2. Make small copies, once.
small.ndjson: all.ndjson $(call settings,resize,$(SIDE))
	ds-resize --size $(SIDE) --allow-skipped -o small $< > $@

# 3. Compute the features of a pretrained network, once.
acts.safetensors: small.ndjson $(BACKBONE) $(call settings,precompute,$(BACKBONE) $(SIZE))
	precompute --backbone $(BACKBONE) --size $(SIZE) --allow-skipped $(if $(wildcard $@),--reuse $@) -o $@ $<
	@touch $@ # which precompute leaves alone when it is up to date

# 4. Look for a learning rate.
curve.ndjson: acts.safetensors $(call settings,find,$(SEED))
	fit-head --find-lr --seed $(SEED) $< > $@
suggestion.txt: curve.ndjson
	tail -n 1 $< | sed 's/.*"suggestion":\([^,}]*\).*/\1/' > $@

# 5. Train a new head on the features.
head.safetensors: acts.safetensors $(call settings,fit,$(RATE) $(EPOCHS) $(SEED) $(TRAIN)) $(if $(filter find,$(RATE)),suggestion.txt)
	fit-head --lr $(if $(filter find,$(RATE)),$$(cat suggestion.txt),$(RATE)) --epochs $(EPOCHS) --seed $(SEED) $(TRAIN) -o $@ $< > epochs.ndjson

# 6. Predict what was not trained on, from several views of each photograph.
valid.ndjson: head.safetensors small.ndjson $(BACKBONE) $(call settings,tta,$(VIEWS) $(AUGMENT))
	tta --backbone $(BACKBONE) --head head.safetensors --split valid --views $(VIEWS) $(AUGMENT) --allow-skipped -o $@ small.ndjson

# 7. Count what was taken for what.
confusion.txt: valid.ndjson
	confusion -o $@ $<

# 8. Look at the worst mistakes.
wrong.png: valid.ndjson
	contact-sheet --most-incorrect 16 --allow-skipped -o $@ $<
