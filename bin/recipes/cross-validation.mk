# Cross-validation: every photograph is predicted by a head that has not seen it, and test photographs by all heads together.
# See README.md.
#
#   make -f .../bin/recipes/cross-validation.mk DATA=photos BACKBONE=lite0.safetensors
#   make -f .../bin/recipes/cross-validation.mk DATA=breeds BACKBONE=lite0.safetensors FOLDER= \
#     INDEX='--csv breeds/labels.csv --images breeds/train --suffix .jpg --test breeds/test --stratify' all test.ndjson
#
# DATA holds a folder of photographs for each class; the second call takes labels from a table, and predicts test photographs,
# too. Features are computed once and serve all folds.
DATA     ?= photos
BACKBONE ?= lite0.safetensors
INDEX    ?= --stratify
FOLDER   ?= $(DATA)
FOLDS    ?= 5
SIDE     ?= 340
SIZE     ?= 224
SEED     ?= 42
VIEWS    ?= 4
AUGMENT  ?= --augment side-on --max-zoom 1.1
HEAD     ?= --lr 0.01 --epochs 5

# 1. to 3. Index, small copies, and their features.
recipes := $(dir $(lastword $(MAKEFILE_LIST)))
include $(recipes)common.mk
include $(recipes)features.mk
$(eval $(call remember,folds,$(FOLDS)))
$(eval $(call remember,head,$(HEAD)))
$(eval $(call remember,tta,$(VIEWS) $(AUGMENT)))
folds := $(shell seq $(FOLDS))

all: confusion.txt
	@cat confusion.txt

# $(call fold,K): leaves part K out, trains a head on the others, and predicts part K, and test photographs if there are any.
define fold
fold-$(1).ndjson: small.ndjson .settings/folds
	ds-index $$(INDEX) --seed $$(SEED) --fold $(1) --folds $$(FOLDS) --allow-skipped $$(FOLDER) | ds-resize --size $$(SIDE) --allow-skipped -o small > $$@
acts-$(1).safetensors: fold-$(1).ndjson acts.safetensors
	precompute --backbone $$(BACKBONE) --size $$(SIZE) --allow-skipped --reuse acts.safetensors -o $$@ $$<
head-$(1).safetensors: acts-$(1).safetensors .settings/head
	fit-head $$(HEAD) --seed $$(SEED) -o $$@ $$< > head-$(1).ndjson
valid-$(1).ndjson test-$(1).ndjson: %-$(1).ndjson: head-$(1).safetensors .settings/tta
	tta --backbone $$(BACKBONE) --head $$< --split $$* --views $$(VIEWS) $$(AUGMENT) --top 1000000 --allow-skipped -o $$@ fold-$(1).ndjson
endef
$(foreach part,$(folds),$(eval $(call fold,$(part))))

# 4. Predictions of all folds: one of each labelled photograph; the mean of all heads of each test photograph.
valid.ndjson test.ndjson: %.ndjson: $(foreach part,$(folds),%-$(part).ndjson) .settings/folds
	average -o $@ $(filter %.ndjson,$^)

# 5. Count what was taken for what.
confusion.txt: valid.ndjson
	confusion -o $@ $<
