#include <string.h>

#include "CKernels.h"
#include "inline.h"

// Pixels of `size` bytes, a constant where this is inlined; rows begin so many bytes apart.
INLINE void orient(
    const uint8_t *source, size_t stride, size_t size, uint8_t *result, size_t result_stride, size_t width,
    size_t height, bool transpose, bool reverse_columns, bool reverse_rows) {
  ptrdiff_t step_x = (ptrdiff_t)(transpose ? stride : size), step_y = (ptrdiff_t)(transpose ? size : stride);
  if (reverse_columns) {
    source += (ptrdiff_t)(width - 1) * step_x;
    step_x = -step_x;
  }
  if (reverse_rows) {
    source += (ptrdiff_t)(height - 1) * step_y;
    step_y = -step_y;
  }
  // Tiles, so that a transposition touches few cache lines at a time.
  enum { tile = 32 };
  for (size_t top = 0; top < height; top += tile) {
    for (size_t left = 0; left < width; left += tile) {
      for (size_t y = top; y < top + tile && y < height; y++) {
        const uint8_t *from = source + (ptrdiff_t)y * step_y + (ptrdiff_t)left * step_x;
        uint8_t *to = result + y * result_stride + left * size;
        for (size_t x = left; x < left + tile && x < width; x++, from += step_x, to += size) memcpy(to, from, size);
      }
    }
  }
}

void kernel_orient(
    const uint8_t *source, size_t stride, size_t channels, uint8_t *result, size_t result_stride, size_t width,
    size_t height, bool transpose, bool reverse_columns, bool reverse_rows) {
#define ORIENT(size) \
  orient(source, stride, size, result, result_stride, width, height, transpose, reverse_columns, reverse_rows)
  if (channels == 1) {
    ORIENT(1);
  } else {
    ORIENT(3);
  }
#undef ORIENT
}

void kernel_turn(
    const float *source, float *result, size_t width, size_t height, bool transpose, bool reverse_columns,
    bool reverse_rows) {
  enum { size = 3 * sizeof *source };
  size_t stride = size * (transpose ? height : width);
  orient(
      (const uint8_t *)source, stride, size, (uint8_t *)result, size * width, width, height, transpose, reverse_columns,
      reverse_rows);
}
