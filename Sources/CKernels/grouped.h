// What the instruction sets have in common, and what each has for itself, of grouped convolutions.
#pragma once
#include "CKernels.h"

// The channels of a group that there is code for, at most.
enum { GROUP_CHANNELS = 64 };

// The code for one instruction set.
struct grouped_code {
  // Channels of a vector.
  size_t lanes;
  void (*convolve)(const struct kernel_grouped *, size_t first, size_t last, const float *x, const float *weights,
                   const float *bias, float *y);
  // From the gradient of results of stride 2 to rows of that of the sources.
  void (*convolve_back)(const struct kernel_grouped *, size_t first, size_t last, const float *gradient,
                        const float *weights, float *result);
  // Adds to totals [3][inputs of a group][3][lanes] what the images first..<last give.
  void (*add_weight_gradient)(const struct kernel_grouped *, size_t channel, size_t first, size_t last, const float *x,
                              const float *gradient, float *totals);
};

extern const struct grouped_code grouped_baseline;
#if defined(__x86_64__)
extern const struct grouped_code grouped_avx2, grouped_avx512;
#endif
