# Small copies and their features, for the recipes that begin with a head on features; included after common.mk.
$(eval $(call remember,resize,$(SIDE)))
$(eval $(call remember,precompute,$(BACKBONE) $(SIZE)))

# Make small copies, once.
small.ndjson: all.ndjson .settings/resize
	ds-resize --size $(SIDE) --allow-skipped -o small $< > $@

# Compute the features of a pretrained network, once; rows of the same network are used again.
acts.safetensors: small.ndjson $(BACKBONE) .settings/precompute
	precompute --backbone $(BACKBONE) --size $(SIZE) --allow-skipped $(addprefix --reuse ,$(wildcard $@)) -o $@ $<
	@touch $@ # which precompute leaves alone when it is up to date
