#include "CKernels.h"

#if defined(__x86_64__)
// Without this clang splits vectors of 512 bits.
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#define LANES 16
#define ROWS kernel_product_rows
#include "row_sums.h"
_Static_assert(COLUMNS == kernel_product_outputs, "outputs are taken as many at a time as rows of weights");

void kernel_pack_rows(size_t first, size_t last, size_t inputs, const float *x, float *packed) {
  for (size_t start = first; start < last; start += ROWS) {
    size_t rows = last - start < ROWS ? last - start : ROWS;
    pack_rows(rows, inputs, x + start * inputs, inputs, packed + start * inputs);
  }
}

void kernel_product(
    size_t rows, size_t inputs, size_t outputs, size_t first, size_t last, const float *packed, const float *weights,
    float *y) {
  for (size_t output = first; output < last; output += COLUMNS) {
    const float *weight[COLUMNS];
    for (size_t column = 0; column < COLUMNS; column++) weight[column] = weights + (output + column) * inputs;
    for (size_t row = 0; row < rows; row += ROWS) {
      size_t part = rows - row < ROWS ? rows - row : ROWS;
      four sums[ROWS];
      multiply_rows(part, inputs, packed + row * inputs, weight, sums);
      for (size_t i = 0; i < part; i++) *(four *)(y + (row + i) * outputs + output) = sums[i];
    }
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
