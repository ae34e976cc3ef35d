#include "CKernels.h"

#if defined(__x86_64__)
// Without this clang splits vectors of 512 bits.
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#define LANES 16
#include "vectors.h"

enum { ROWS = kernel_product_rows, COLUMNS = kernel_product_outputs };

void kernel_pack_rows(size_t first, size_t last, size_t inputs, const float *x, float *packed) {
  for (size_t start = first; start < last; start += ROWS) {
    size_t rows = last - start < ROWS ? last - start : ROWS;
    const float *source = x + start * inputs;
    float *target = packed + start * inputs;
    for (size_t i = 0; i < inputs; i += LANES)
      for (size_t row = 0; row < rows; row++, target += LANES) store(target, load(source + row * inputs + i));
  }
}

#define HALVES(a, b, ...) __builtin_shufflevector(a, b, __VA_ARGS__)

// Adds each vector to itself, folded in the middle of its parts, of which a and b have one, two, or four each.
INLINE vector fold_wholes(vector a, vector b) {
  return HALVES(a, b, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23) +
         HALVES(a, b, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31);
}
INLINE vector fold_halves(vector a, vector b) {
  return HALVES(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27) +
         HALVES(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31);
}

// The sums of four vectors' numbers.
INLINE void store_sums(float *address, const vector sums[COLUMNS]) {
  vector quarters = fold_halves(fold_wholes(sums[0], sums[1]), fold_wholes(sums[2], sums[3]));
  typedef float four __attribute__((vector_size(16), aligned(4), may_alias));
  four even = HALVES(quarters, quarters, 0, 4, 8, 12) + HALVES(quarters, quarters, 2, 6, 10, 14);
  four odd = HALVES(quarters, quarters, 1, 5, 9, 13) + HALVES(quarters, quarters, 3, 7, 11, 15);
  *(four *)address = even + odd;
}

// A group of packed rows times four outputs. Lane by lane, so that weights need no other order; the number of rows is a
// constant where this is inlined, and all sums are registers.
INLINE void multiply(size_t rows, size_t inputs, size_t outputs, const float *x, const float *weights, float *y) {
  vector sums[ROWS][COLUMNS];
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++)
#pragma clang loop unroll(full)
    for (size_t column = 0; column < COLUMNS; column++) sums[row][column] = (vector){0};
  for (size_t i = 0; i < inputs; i += LANES, x += rows * LANES) {
    vector weight[COLUMNS];
#pragma clang loop unroll(full)
    for (size_t column = 0; column < COLUMNS; column++) weight[column] = load(weights + column * inputs + i);
#pragma clang loop unroll(full)
    for (size_t row = 0; row < rows; row++) {
      vector numbers = load(x + row * LANES);
#pragma clang loop unroll(full)
      for (size_t column = 0; column < COLUMNS; column++) sums[row][column] += numbers * weight[column];
    }
  }
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++) store_sums(y + row * outputs, sums[row]);
}

void kernel_product(
    size_t rows, size_t inputs, size_t outputs, size_t first, size_t last, const float *packed, const float *weights,
    float *y) {
  for (size_t output = first; output < last; output += COLUMNS) {
    const float *weight = weights + output * inputs;
    size_t row = 0;
    for (; row + ROWS <= rows; row += ROWS)
      multiply(ROWS, inputs, outputs, packed + row * inputs, weight, y + row * outputs + output);
#define REST(n) \
  case n: multiply(n, inputs, outputs, packed + row * inputs, weight, y + row * outputs + output); break
    switch (rows - row) { REST(1); REST(2); REST(3); REST(4); REST(5); }
#undef REST
  }
}

// Two vectors of inputs; rows whose sums with them are registers; numbers of a panel that stay in the first-level cache.
enum { PANEL = kernel_product_inputs, PANEL_ROWS = 14, PANEL_DEPTH = 256 };

// A matrix that may be read as its transpose.
struct view {
  const float *start;
  size_t row_stride, column_stride;
};

// Rows of a times a panel of b, [depth][PANEL], to rows of `result`, which begin `stride` numbers apart.
INLINE void multiply_panel(
    size_t rows, struct view a, const float *b, size_t depth, bool adds, float *result, size_t stride) {
  vector sums[PANEL_ROWS][2];
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++) sums[row][0] = sums[row][1] = (vector){0};
  for (size_t i = 0; i < depth; i++, b += PANEL) {
    vector left = load(b), right = load(b + LANES);
#pragma clang loop unroll(full)
    for (size_t row = 0; row < rows; row++) {
      vector factor = a.start[row * a.row_stride + i * a.column_stride] - (vector){0};
      sums[row][0] += factor * left;
      sums[row][1] += factor * right;
    }
  }
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++, result += stride) {
    store(result, adds ? sums[row][0] + load(result) : sums[row][0]);
    store(result + LANES, adds ? sums[row][1] + load(result + LANES) : sums[row][1]);
  }
}

// The number of rows as a constant.
INLINE void multiply_panel_rows(
    size_t rows, struct view a, const float *b, size_t depth, bool adds, float *result, size_t stride) {
#define ROWS_CASE(n) \
  case n: multiply_panel(n, a, b, depth, adds, result, stride); break
  switch (rows) {
    ROWS_CASE(1); ROWS_CASE(2); ROWS_CASE(3); ROWS_CASE(4); ROWS_CASE(5); ROWS_CASE(6); ROWS_CASE(7);
    ROWS_CASE(8); ROWS_CASE(9); ROWS_CASE(10); ROWS_CASE(11); ROWS_CASE(12); ROWS_CASE(13); ROWS_CASE(14);
  }
#undef ROWS_CASE
}

// result[rows][inputs] = a · b in the columns first..<last; b is [depth][inputs].
INLINE void multiply_panels(
    size_t rows, size_t depth, struct view a, const float *b, size_t inputs, size_t first, size_t last, float *result) {
  float panel[PANEL_DEPTH * PANEL] __attribute__((aligned(64)));
  // As equal parts as there are: few rows do not keep both multipliers busy.
  size_t parts = (rows + PANEL_ROWS - 1) / PANEL_ROWS, most = (rows + parts - 1) / parts;
  for (size_t input = first; input < last; input += PANEL)
    for (size_t start = 0; start < depth; start += PANEL_DEPTH) {
      size_t count = depth - start < PANEL_DEPTH ? depth - start : PANEL_DEPTH;
      for (size_t i = 0; i < count; i++) {
        const float *source = b + (start + i) * inputs + input;
        store(panel + i * PANEL, load(source));
        store(panel + i * PANEL + LANES, load(source + LANES));
      }
      for (size_t row = 0; row < rows; row += most) {
        struct view part = a;
        part.start += row * a.row_stride + start * a.column_stride;
        multiply_panel_rows(
            rows - row < most ? rows - row : most, part, panel, count, start > 0, result + row * inputs + input, inputs);
      }
    }
}

void kernel_product_backward(
    size_t rows, size_t inputs, size_t outputs, size_t first, size_t last, const float *dy, const float *weights,
    float *dx) {
  multiply_panels(rows, outputs, (struct view){dy, outputs, 1}, weights, inputs, first, last, dx);
}

void kernel_product_gradient(
    size_t rows, size_t inputs, size_t outputs, size_t first, size_t last, const float *dy, const float *x,
    float *gradient) {
  multiply_panels(outputs, rows, (struct view){dy, 1, outputs}, x, inputs, first, last, gradient);
}
#pragma clang attribute pop

bool kernel_products_fit(size_t inputs, size_t outputs) {
  return kernel_chosen_instructions() == kernel_instructions_avx512 && inputs % kernel_product_inputs == 0 &&
         outputs % kernel_product_outputs == 0;
}
#else
bool kernel_products_fit(size_t inputs, size_t outputs) {
  (void)inputs, (void)outputs;
  return false;
}

void kernel_pack_rows(size_t first, size_t last, size_t inputs, const float *x, float *packed) {
  (void)first, (void)last, (void)inputs, (void)x, (void)packed;
}

void kernel_product(
    size_t rows, size_t inputs, size_t outputs, size_t first, size_t last, const float *packed, const float *weights,
    float *y) {
  (void)rows, (void)inputs, (void)outputs, (void)first, (void)last, (void)packed, (void)weights, (void)y;
}

void kernel_product_backward(
    size_t rows, size_t inputs, size_t outputs, size_t first, size_t last, const float *dy, const float *weights,
    float *dx) {
  (void)rows, (void)inputs, (void)outputs, (void)first, (void)last, (void)dy, (void)weights, (void)dx;
}

void kernel_product_gradient(
    size_t rows, size_t inputs, size_t outputs, size_t first, size_t last, const float *dy, const float *x,
    float *gradient) {
  (void)rows, (void)inputs, (void)outputs, (void)first, (void)last, (void)dy, (void)x, (void)gradient;
}
#endif
