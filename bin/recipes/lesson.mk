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
FOLDER    = $(DATA)
TRAIN    ?=
AUGMENT  ?= --augment side-on --max-zoom 1.1

# 1. to 3. Find the photographs, make small copies, and compute their features.
recipes := $(dir $(lastword $(MAKEFILE_LIST)))
include $(recipes)common.mk
include $(recipes)features.mk
$(eval $(call remember,find,$(SEED)))
$(eval $(call remember,fit,$(RATE) $(EPOCHS) $(SEED) $(TRAIN)))
$(eval $(call remember,tta,$(VIEWS) $(AUGMENT)))

all: confusion.txt wrong.png
	@cat suggestion.txt confusion.txt

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
