// The horizontal pass of kernel_resample_bytes with vectors, where the pixels that lie side by side in the result are made of
// pixels that lie close together.
#pragma once
#include "CKernels.h"

struct column_groups {
  // How many numbers a pixel has, how many pixels are made at a time, how many times, and how many numbers that makes.
  size_t channels, pixels, count, numbers;
  // Where the source of each group begins in a row.
  const int32_t *starts;
  // For each tap of each group, the weights of its numbers, and for each group, which of the numbers that begin at the tap they
  // belong to.
  const float *weights;
  const int32_t *places;
};

// How many lanes vectors have at most, how many bytes, and how many pixels a group has at least.
enum { COLUMNS_LANES = 16, COLUMNS_ALIGNMENT = 4 * COLUMNS_LANES, COLUMNS_LEAST = 2 };

// The code for one instruction set.
struct columns_code {
  // Prepares the groups; returns false where they do not fit into vectors.
  bool (*plan)(
      const struct kernel_lines *columns, size_t channels, float *memory, struct column_groups *groups);
  // Sums the pixels of two rows, which may be the same, of which 32 numbers more than they have can be read.
  void (*sum)(
      const float *first, const float *second, size_t taps, const struct column_groups *groups, uint8_t *first_result,
      uint8_t *second_result);
};

#if defined(__x86_64__)
extern const struct columns_code columns_avx2, columns_avx512;
#endif
