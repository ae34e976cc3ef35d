// The horizontal pass of kernel_resample_bytes with vectors of sixteen numbers, where the pixels that lie side by side in the
// result are made of pixels that lie close together.
#pragma once
#include "CKernels.h"

struct column_groups {
  // How many pixels are made at a time, and how many times.
  size_t pixels, count;
  // Where the source of each group begins in a row.
  const int32_t *starts;
  // For each tap of each group, the weights of its sixteen numbers, and for each group, which of the 32 numbers that begin at
  // the tap they belong to.
  const float *weights;
  const int32_t *places;
};

// How many numbers of memory the groups need.
size_t column_groups_room(const struct kernel_lines *columns);

// Prepares the groups; returns false where they do not fit into vectors, or the processor has none.
bool column_groups_plan(const struct kernel_lines *columns, float *memory, struct column_groups *groups);

// Sums the pixels of a row, of which 32 numbers more than it has can be read; of the result, 16 bytes more are written.
void sum_column_groups(const float *row, size_t taps, const struct column_groups *groups, uint8_t *result);
