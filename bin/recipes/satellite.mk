# The lesson's satellite pictures: all layers learn, at growing sizes, and no side is up. See README.md.
#
#   make -f .../bin/recipes/satellite.mk DATA=satellite BACKBONE=lite0.safetensors
#   make -f .../bin/recipes/satellite.mk DATA=satellite BACKBONE=lite0.safetensors SIZES=64
#
# DATA holds a folder of pictures for each class, or train/ and valid/ with such folders. Pictures with several tags come with
# a table: FOLDER= INDEX="--csv tags.csv --images train --suffix .jpg --label-separator ' '".
DATA     ?= satellite
BACKBONE ?= lite0.safetensors
INDEX    ?= --stratify
FOLDER   ?= $(DATA)
SIZES    ?= 64 128 256
SEED     ?= 42
BATCH    ?= 64
VIEWS    ?= 4
AUGMENT  ?= --augment top-down --max-zoom 1.05
FROZEN   ?= --lr 0.01 --cycles 3
WHOLE    ?= --lr 0.01 --lr-divisor 3 --cycles 3 --cycle-multiplier 2 --batch-norm-momentum 0.1

# Index.
include $(dir $(lastword $(MAKEFILE_LIST)))common.mk
$(eval $(call remember,frozen,$(AUGMENT) $(FROZEN) $(BATCH)))
$(eval $(call remember,whole,$(WHOLE)))
$(eval $(call remember,tta,$(SIZES) $(VIEWS)))

all: confusion.txt
	@cat confusion.txt

# $(call train,SIZE,MODEL): at each size first the head, then all layers, each group at a third of the next one's rate. What
# was learnt at one size is where the next begins. Another seed shows other augmented pictures than before.
define train
frozen-$(1).safetensors: $(or $(2),$(BACKBONE)) all.ndjson .settings/frozen
	fit-full $(if $(2),--model,--backbone) $$< --size $(1) --freeze body $$(AUGMENT) $$(FROZEN) --batch-size $$(BATCH) --seed $$(SEED) --allow-skipped -o $$@ all.ndjson > frozen-$(1).ndjson
whole-$(1).safetensors: frozen-$(1).safetensors all.ndjson .settings/whole
	fit-full --model $$< $$(AUGMENT) $$(WHOLE) --batch-size $$(BATCH) --seed $$(SEED)1 --allow-skipped -o $$@ all.ndjson > whole-$(1).ndjson
endef
model :=
$(foreach size,$(SIZES),$(eval $(call train,$(size),$(model)))$(eval model := whole-$(size).safetensors))

# Predict what was not trained on, from several views of each picture.
valid.ndjson: $(model) all.ndjson .settings/tta
	tta --model $< --split valid --views $(VIEWS) --allow-skipped -o $@ all.ndjson

# Count what was taken for what.
confusion.txt: valid.ndjson
	confusion -o $@ $<
