// What the instruction sets have in common, and what each has for itself, of grouped convolutions.
#pragma once
#include "CKernels.h"

// The channels of a group that there is code for, at most.
enum { GROUP_CHANNELS = 64 };

// The code for one instruction set.
struct grouped_code {
  // Channels of a vector.
  size_t lanes;
  void (*convolve)(const struct kernel_grouped *, const float *x, const float *weights, const float *bias, float *y);
};

extern const struct grouped_code grouped_baseline;
#if defined(__x86_64__)
extern const struct grouped_code grouped_avx2, grouped_avx512;
#endif
