// A layer's products with rows, written once for all instruction sets. A file that includes it defines before: CODE, the
// function's name; LANES, the floats of a vector; ROWS, the rows whose sums with four others are registers.
#include "row_sums.h"

#include <string.h>

// What is packed at a time stays in the second-level cache, and as many numbers of four rows of weights in the first.
enum { BLOCK_ROWS = 66, BLOCK_INPUTS = 1024 };

// Adds to y[rows][outputs] what `count` inputs of each row give: whole vectors of them, or a part of one, which is packed as if
// zeros followed it.
INLINE void add_products(
    size_t rows, size_t count, const float *packed, const float *weights, size_t stride, size_t outputs, float *y) {
  for (size_t output = 0; output < outputs; output += COLUMNS) {
    size_t columns = smaller(COLUMNS, outputs - output), whole = count;
    const float *weight[COLUMNS];
    for (size_t column = 0; column < COLUMNS; column++)
      weight[column] = weights + (output + smaller(column, columns - 1)) * stride;
    float filled[COLUMNS][LANES] = {0};
    if (count < LANES) {
      whole = LANES;
      for (size_t column = 0; column < COLUMNS; column++)
        weight[column] = memcpy(filled[column], weight[column], count * sizeof *weights);
    }
    for (size_t row = 0; row < rows; row += ROWS) {
      four sums[ROWS];
      size_t part = smaller(ROWS, rows - row);
      multiply_rows(part, whole, packed + row * whole, weight, sums);
      float *result = y + row * outputs + output;
      for (size_t i = 0; i < part; i++, result += outputs)
        if (columns == COLUMNS)
          *(four *)result += sums[i];
        else
          for (size_t column = 0; column < columns; column++) result[column] += sums[i][column];
    }
  }
}

void CODE(
    const float *inputs, size_t images, size_t stride, size_t channels, const float *weights, const float *bias,
    size_t classes, float *outputs) {
  float packed[BLOCK_ROWS * BLOCK_INPUTS] __attribute__((aligned(64)));
  for (size_t first = 0; first < images; first += BLOCK_ROWS) {
    size_t rows = smaller(BLOCK_ROWS, images - first), count;
    float *y = outputs + first * classes;
    for (size_t row = 0; row < rows; row++) memcpy(y + row * classes, bias, classes * sizeof *bias);
    for (size_t start = 0; start < channels; start += count) {
      count = smaller(BLOCK_INPUTS, channels - start);
      if (count > LANES) count -= count % LANES;
      const float *x = inputs + first * stride + start;
      for (size_t row = 0; row < rows; row += ROWS) {
        size_t part = smaller(ROWS, rows - row);
        if (count >= LANES)
          pack_rows(part, count, x + row * stride, stride, packed + row * count);
        else
          for (size_t i = row; i < row + part; i++) {
            memset(packed + i * LANES, 0, LANES * sizeof *packed);
            memcpy(packed + i * LANES, x + i * stride, count * sizeof *packed);
          }
      }
      add_products(rows, count, packed, weights + start, channels, classes, y);
    }
  }
}
