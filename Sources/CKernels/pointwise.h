// What the instruction sets have in common, and what each has for itself, of 1×1 convolutions.
#pragma once
#include "CKernels.h"

// From the first to the one before the last.
struct range {
  size_t first, last;
};

// The code for one instruction set.
struct pointwise_code {
  // Channels that are computed together.
  size_t panel;
  // The numbers of scratch memory that `multiply` needs, and the positions whose numbers `add_weight_gradient` does.
  size_t scratch_count, positions;
  // Computes results from sources at the positions of results; or `backward`, from their gradient that of sources.
  void (*multiply)(const struct kernel_pointwise *, bool backward, struct range positions, const float *x,
                   const float *weights, float *y, float *scratch);
  void (*add_weight_gradient)(const struct kernel_pointwise *, struct range outputs, struct range inputs, const float *x,
                              const float *gradient, float *weights, float *scratch);
};

extern const struct pointwise_code pointwise_baseline;
#if defined(__x86_64__)
extern const struct pointwise_code pointwise_avx2, pointwise_avx512;
#endif

// Where in the source a position of the result is.
static inline size_t pointwise_source(const struct kernel_pointwise *c, size_t position) {
  if (c->stride == 1) return position;
  size_t side = kernel_pointwise_side(c), row = position / side;
  return (row / side * c->side + row % side * c->stride) * c->side + position % side * c->stride;
}
