# The lesson's dog breeds: a table of labels, many classes, a head with augmentation, then larger photographs. See README.md.
#
#   make -f .../bin/recipes/breeds.mk DATA=breeds BACKBONE=lite0.safetensors
#
# DATA holds labels.csv, whose names have no suffix, and the photographs in train/.
DATA     ?= breeds
BACKBONE ?= lite0.safetensors
LABELS   ?= $(DATA)/labels.csv
IMAGES   ?= $(DATA)/train
INDEX    ?= --csv $(LABELS) --images $(IMAGES) --suffix .jpg
SIDE     ?= 340
SIZE     ?= 224
LARGER   ?= 299
SEED     ?= 42
BATCH    ?= 64
VIEWS    ?= 4
AUGMENT  ?= --augment side-on --max-zoom 1.1
HEAD     ?= --lr 0.01 --epochs 5
FROZEN   ?= --lr 0.01 --cycles 5
LAST     ?= --lr 0.01 --cycles 3

# 1. to 3. Index, small copies, and their features.
recipes := $(dir $(lastword $(MAKEFILE_LIST)))
include $(recipes)common.mk
include $(recipes)features.mk
$(eval $(call remember,head,$(HEAD) $(SEED)))
$(eval $(call remember,frozen,$(AUGMENT) $(FROZEN) $(BATCH)))
$(eval $(call remember,larger,$(LARGER) $(LAST)))
$(eval $(call remember,tta,$(VIEWS)))

all: confusion.txt wrong.png
	@cat confusion.txt

# 4. Train a new head on the features.
head.safetensors: acts.safetensors .settings/head
	fit-head $(HEAD) --seed $(SEED) -o $@ $< > head.ndjson

# 5. Go on with the head, on photographs that change from epoch to epoch.
frozen.safetensors: head.safetensors small.ndjson $(BACKBONE) .settings/frozen
	fit-full --backbone $(BACKBONE) --head $< --freeze body $(AUGMENT) $(FROZEN) --batch-size $(BATCH) --seed $(SEED) --allow-skipped -o $@ small.ndjson > frozen.ndjson

# 6. And on larger ones, which are new to it, changed otherwise than before by another seed: less overfitting.
larger.safetensors: frozen.safetensors small.ndjson .settings/larger
	fit-full --model $< --size $(LARGER) --freeze body $(AUGMENT) $(LAST) --batch-size $(BATCH) --seed $(SEED)1 --allow-skipped -o $@ small.ndjson > larger.ndjson

# 7. Predict what was not trained on, from several views of each photograph.
valid.ndjson: larger.safetensors small.ndjson .settings/tta
	tta --model $< --split valid --views $(VIEWS) --top 1000 --allow-skipped -o $@ small.ndjson

# 8. Count what was taken for what, and look at the worst mistakes.
confusion.txt: valid.ndjson
	confusion -o $@ $<
wrong.png: valid.ndjson
	contact-sheet --most-incorrect 16 --allow-skipped -o $@ $<
