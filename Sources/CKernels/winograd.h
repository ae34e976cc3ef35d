// What the instruction sets have in common, and what each has for itself, of Winograd's algorithm.
#pragma once
#include "CKernels.h"

// Tiles of 4×4 results are products of 6×6 numbers: polynomials at the points 0, ±NEAR, ±FAR and infinity. With these two,
// which oneDNN has too, rounding errors are half of those with the paper's 1 and 2; all constants made of them are exact.
enum { TILE = 4, WINDOW = 6, FREQUENCIES = WINDOW * WINDOW };
static const float NEAR = 0.625f, FAR = 1.5f;

// The code for one instruction set.
struct winograd_code {
  // Channels of a vector; results that are computed together.
  size_t lanes, panel;
  void (*transform_weights)(const struct kernel_winograd *, bool transposed, size_t first, size_t last,
                            const float *weights, float *result);
  size_t (*block_count)(const struct kernel_winograd *);
  size_t (*scratch_count)(const struct kernel_winograd *);
  void (*convolve)(const struct kernel_winograd *, size_t first, size_t last, const void *x, const float *weights,
                   const float *bias, void *y, float *scratch);
  void (*weight_gradient)(const struct kernel_winograd *, size_t first, size_t last, const void *x,
                          const void *gradient, float *weights, float *scratch);
  size_t (*gradient_scratch_count)(const struct kernel_winograd *, size_t outputs);
};

extern const struct winograd_code winograd_baseline;
#if defined(__x86_64__)
extern const struct winograd_code winograd_avx2, winograd_avx512;
#endif
