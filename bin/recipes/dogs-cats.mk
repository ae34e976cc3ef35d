# The first lesson, dogs or cats, to its end: a head on features, then with augmentation, then all layers. See README.md.
#
#   make -f .../bin/recipes/dogs-cats.mk DATA=photos BACKBONE=lite0.safetensors
#
# DATA holds a folder of photographs for each class, or train/ and valid/ with such folders.
DATA     ?= photos
BACKBONE ?= lite0.safetensors
INDEX    ?= --stratify
FOLDER    = $(DATA)
SIDE     ?= 340
SIZE     ?= 224
SEED     ?= 42
BATCH    ?= 64
VIEWS    ?= 4
AUGMENT  ?= --augment side-on --max-zoom 1.1
HEAD     ?= --lr 0.01 --epochs 2
FROZEN   ?= --lr 0.01 --cycles 3
WHOLE    ?= --lr 1e-4,1e-3,1e-2 --cycles 3 --cycle-multiplier 2

# 1. to 3. Index, small copies, and their features.
recipes := $(dir $(lastword $(MAKEFILE_LIST)))
include $(recipes)common.mk
include $(recipes)features.mk
$(eval $(call remember,head,$(HEAD) $(SEED)))
$(eval $(call remember,frozen,$(AUGMENT) $(FROZEN) $(BATCH)))
$(eval $(call remember,whole,$(WHOLE)))
$(eval $(call remember,tta,$(VIEWS)))

all: confusion.txt wrong.png
	@cat confusion.txt

# 4. Train a new head on the features.
head.safetensors: acts.safetensors .settings/head
	fit-head $(HEAD) --seed $(SEED) -o $@ $< > head.ndjson

# 5. Go on with the head, on photographs that change from epoch to epoch.
frozen.safetensors: head.safetensors small.ndjson $(BACKBONE) .settings/frozen
	fit-full --backbone $(BACKBONE) --head $< --freeze body $(AUGMENT) $(FROZEN) --batch-size $(BATCH) --seed $(SEED) --allow-skipped -o $@ small.ndjson > frozen.ndjson

# 6. Train all layers, those near the pixels with small steps; cycles of 1, 2 and 4 epochs. Another seed shows
# other augmented photographs than before.
whole.safetensors: frozen.safetensors small.ndjson .settings/whole
	fit-full --model $< $(AUGMENT) $(WHOLE) --batch-size $(BATCH) --seed $(SEED)1 --allow-skipped -o $@ small.ndjson > whole.ndjson

# 7. Predict what was not trained on, from several views of each photograph.
valid.ndjson: whole.safetensors small.ndjson .settings/tta
	tta --model $< --split valid --views $(VIEWS) --allow-skipped -o $@ small.ndjson

# 8. Count what was taken for what, and look at the worst mistakes.
confusion.txt: valid.ndjson
	confusion -o $@ $<
wrong.png: valid.ndjson
	contact-sheet --most-incorrect 16 --allow-skipped -o $@ $<
