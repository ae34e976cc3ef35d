// Rows times rows: the sums of products of each row of numbers with each of four rows of weights. A file that includes it
// defines before: LANES, the floats of a vector; ROWS, the rows whose sums with four others are registers.
//
// Sums are made lane by lane, so that weights need no other order, and their lanes are added in the end. The additions of a
// sum do not depend on the other rows.
#pragma once
#include "vectors.h"

enum { COLUMNS = 4 };
typedef float four __attribute__((vector_size(16), aligned(4), may_alias));

// Copies rows, `stride` numbers apart, into the order in which multiply_rows reads them: `count` numbers of each, whole vectors.
INLINE void pack_rows(size_t rows, size_t count, const float *x, size_t stride, float *packed) {
  for (size_t i = 0; i < count; i += LANES)
    for (size_t row = 0; row < rows; row++, packed += LANES) store(packed, load(x + row * stride + i));
}

#define PARTS(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

// The sums of four vectors' numbers.
INLINE four lane_sums(const vector sums[COLUMNS]) {
#if LANES == 4
  vector left = PARTS(sums[0], sums[1], 0, 1, 4, 5) + PARTS(sums[0], sums[1], 2, 3, 6, 7);
  vector right = PARTS(sums[2], sums[3], 0, 1, 4, 5) + PARTS(sums[2], sums[3], 2, 3, 6, 7);
  return PARTS(left, right, 0, 2, 4, 6) + PARTS(left, right, 1, 3, 5, 7);
#else
#if LANES == 8
#define FOLD(a, b) (PARTS(a, b, 0, 1, 2, 3, 8, 9, 10, 11) + PARTS(a, b, 4, 5, 6, 7, 12, 13, 14, 15))
  vector left = FOLD(sums[0], sums[1]), right = FOLD(sums[2], sums[3]);
#else
// Folds each vector in the middle of its parts, of which a and b have one, or two.
#define FOLD_WHOLES(a, b)                                                   \
  (PARTS(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +    \
   PARTS(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31))
#define FOLD_HALVES(a, b)                                                   \
  (PARTS(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) +  \
   PARTS(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31))
  vector left = FOLD_WHOLES(sums[0], sums[1]), right = FOLD_WHOLES(sums[2], sums[3]);
  left = right = FOLD_HALVES(left, right);
#endif
  // Now the numbers of each are four in a row.
  four even = PARTS(left, right, 0, 4, 8, 12) + PARTS(left, right, 2, 6, 10, 14);
  four odd = PARTS(left, right, 1, 5, 9, 13) + PARTS(left, right, 3, 7, 11, 15);
  return even + odd;
#endif
}

// The number of rows is a constant where this is inlined, and all sums are registers.
INLINE void multiply_constant_rows(
    size_t rows, size_t count, const float *packed, const float *const weights[COLUMNS], four *results) {
  vector sums[ROWS][COLUMNS];
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++)
#pragma clang loop unroll(full)
    for (size_t column = 0; column < COLUMNS; column++) sums[row][column] = (vector){0};
  for (size_t i = 0; i < count; i += LANES, packed += rows * LANES) {
    vector weight[COLUMNS];
#pragma clang loop unroll(full)
    for (size_t column = 0; column < COLUMNS; column++) weight[column] = load(weights[column] + i);
#pragma clang loop unroll(full)
    for (size_t row = 0; row < rows; row++) {
      vector numbers = load(packed + row * LANES);
#pragma clang loop unroll(full)
      for (size_t column = 0; column < COLUMNS; column++) sums[row][column] += numbers * weight[column];
    }
  }
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++) results[row] = lane_sums(sums[row]);
}

// results[row] = the sums of the products of packed row `row` with four rows of weights, of `count` numbers each.
INLINE void multiply_rows(
    size_t rows, size_t count, const float *packed, const float *const weights[COLUMNS], four *results) {
#define ROWS_CASE(n) \
  case n: multiply_constant_rows(n < ROWS ? n : ROWS, count, packed, weights, results); break
  switch (rows) { ROWS_CASE(1); ROWS_CASE(2); ROWS_CASE(3); ROWS_CASE(4); ROWS_CASE(5); ROWS_CASE(6); }
#undef ROWS_CASE
}
