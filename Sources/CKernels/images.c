// Resampling: the vertical pass first, because a row of the result is a weighted sum of whole rows, which runs at the full
// width of the vector unit; the horizontal pass then has only the rows of the result to read.
#include <string.h>

#include "CKernels.h"
#include "clones.h"
#include "columns.h"

// As many columns as stay in registers while the rows are summed, and as many as one register holds.
enum { block = 64, small_block = 16 };

// Sums whole blocks of `size` columns, a constant where this is inlined, from column i on; returns the column after them.
static inline __attribute__((always_inline)) size_t sum_blocks(
    const uint8_t *rows, size_t stride, size_t i, size_t count, size_t size, const float *weights, size_t taps,
    float *sums) {
  for (; i + size <= count; i += size) {
    float sum[block] = {0};
    for (size_t tap = 0; tap < taps; tap++) {
      const uint8_t *row = rows + tap * stride + i;
      float weight = weights[tap];
      for (size_t k = 0; k < size; k++) sum[k] += weight * (float)row[k];
    }
    memcpy(sums + i, sum, size * sizeof *sum);
  }
  return i;
}

static CLONES(void, sum_rows,
       (const uint8_t *rows, size_t stride, size_t count, const float *weights, size_t taps, float *sums),
       (rows, stride, count, weights, taps, sums)) {
  size_t i = sum_blocks(rows, stride, 0, count, block, weights, taps, sums);
  i = sum_blocks(rows, stride, i, count, small_block, weights, taps, sums);
  sum_blocks(rows, stride, i, count, 1, weights, taps, sums);
}

static CLONES(void, sum_float_rows,
       (const float *rows, size_t stride, size_t count, const float *weights, size_t taps, float *sums),
       (rows, stride, count, weights, taps, sums)) {
  for (size_t i = 0; i < count; i++) sums[i] = weights[0] * rows[i];
  for (size_t tap = 1; tap < taps; tap++) {
    const float *row = rows + tap * stride;
    for (size_t i = 0; i < count; i++) sums[i] += weights[tap] * row[i];
  }
}

// Red, green, blue, and a fourth number that is never used.
typedef float pixel __attribute__((vector_size(16)));
typedef int32_t integers __attribute__((vector_size(16)));
typedef uint8_t bytes __attribute__((vector_size(4)));

static inline pixel load(const float *from) {
  pixel value;
  memcpy(&value, from, sizeof value);
  return value;
}

static inline pixel clamp(pixel value) {
  const pixel low = {0, 0, 0, 0}, high = {255, 255, 255, 255};
  return __builtin_elementwise_min(__builtin_elementwise_max(value, low), high);
}

static inline __attribute__((always_inline)) pixel sum_pixels(const float *source, const float *weight, size_t taps) {
  pixel even = {0, 0, 0, 0}, odd = {0, 0, 0, 0};
  size_t tap = 0;
  for (; tap + 2 <= taps; tap += 2) {
    even += weight[tap] * load(source + 3 * tap);
    odd += weight[tap + 1] * load(source + 3 * tap + 3);
  }
  if (tap < taps) even += weight[tap] * load(source + 3 * tap);
  return even + odd;
}

static CLONES(void, sum_columns,
       (const float *row, const int32_t *starts, size_t first, const float *weights, size_t taps, size_t width,
        const float *scale, const float *offset, float *result, size_t pixel_stride, size_t channel_stride),
       (row, starts, first, weights, taps, width, scale, offset, result, pixel_stride, channel_stride)) {
  pixel scales = load(scale), offsets = load(offset);
  for (size_t x = 0; x < width; x++) {
    pixel sum = sum_pixels(row + 3 * ((size_t)starts[x] - first), weights + x * taps, taps);
    pixel value = clamp(sum) * scales + offsets;
    for (size_t channel = 0; channel < 3; channel++) {
      result[x * pixel_stride + channel * channel_stride] = value[channel];
    }
  }
}

void kernel_resample(
    const uint8_t *pixels, size_t stride, struct kernel_lines rows, struct kernel_lines columns, const float scale[4],
    const float offset[4], float *sums, float *result, size_t row_stride, size_t pixel_stride, size_t channel_stride) {
  size_t count = 3 * columns.source_count;
  for (size_t y = 0; y < rows.count; y++) {
    const uint8_t *source = pixels + (size_t)rows.starts[y] * stride + 3 * columns.source_start;
    sum_rows(source, stride, count, rows.weights + y * rows.taps, rows.taps, sums);
    // The fourth number of the last pixel.
    sums[count] = 0;
    sum_columns(
        sums, columns.starts, columns.source_start, columns.weights, columns.taps, columns.count, scale, offset,
        result + y * row_stride, pixel_stride, channel_stride);
  }
}

void kernel_resample_floats(
    const float *pixels, size_t stride, struct kernel_lines rows, struct kernel_lines columns, const float scale[4],
    const float offset[4], float *sums, float *result, size_t row_stride, size_t pixel_stride, size_t channel_stride) {
  size_t count = 3 * columns.source_count;
  for (size_t y = 0; y < rows.count; y++) {
    const float *source = pixels + (size_t)rows.starts[y] * stride + 3 * columns.source_start;
    sum_float_rows(source, stride, count, rows.weights + y * rows.taps, rows.taps, sums);
    // The fourth number of the last pixel.
    sums[count] = 0;
    sum_columns(
        sums, columns.starts, columns.source_start, columns.weights, columns.taps, columns.count, scale, offset,
        result + y * row_stride, pixel_stride, channel_stride);
  }
}

// Writes a byte beyond the last pixel.
static CLONES(void, sum_columns_to_bytes,
       (const float *row, const int32_t *starts, size_t first, const float *weights, size_t taps, size_t width,
        uint8_t *result),
       (row, starts, first, weights, taps, width, result)) {
  for (size_t x = 0; x < width; x++) {
    pixel value = clamp(sum_pixels(row + 3 * ((size_t)starts[x] - first), weights + x * taps, taps)) + 0.5f;
    integers rounded = __builtin_convertvector(value, integers);
    bytes four = __builtin_convertvector(rounded, bytes);
    memcpy(result + 3 * x, &four, sizeof four);
  }
}

// Vectors of a row's last pixels are read beyond it.
enum { overrun = 32 };

size_t kernel_resample_bytes_room(struct kernel_lines columns) {
  return 3 * columns.source_count + overrun + column_groups_room(&columns);
}

void kernel_resample_bytes(
    const uint8_t *pixels, size_t stride, struct kernel_lines rows, struct kernel_lines columns, float *sums,
    uint8_t *result) {
  size_t count = 3 * columns.source_count;
  struct column_groups groups;
  bool has_groups = column_groups_plan(&columns, sums + count + overrun, &groups);
  for (size_t y = 0; y < rows.count; y++) {
    const uint8_t *source = pixels + (size_t)rows.starts[y] * stride + 3 * columns.source_start;
    sum_rows(source, stride, count, rows.weights + y * rows.taps, rows.taps, sums);
    // What is read beyond the last pixel, and has no weight.
    memset(sums + count, 0, overrun * sizeof *sums);
    uint8_t *to = result + y * 3 * columns.count;
    if (has_groups) {
      sum_column_groups(sums, columns.taps, &groups, to);
    } else {
      sum_columns_to_bytes(
          sums, columns.starts, columns.source_start, columns.weights, columns.taps, columns.count, to);
    }
  }
}

void kernel_orient(
    const uint8_t *source, uint8_t *result, size_t width, size_t height, bool transpose, bool reverse_columns,
    bool reverse_rows) {
  ptrdiff_t stored_width = (ptrdiff_t)(transpose ? height : width);
  ptrdiff_t step_x = 3 * (transpose ? stored_width : 1), step_y = 3 * (transpose ? 1 : stored_width);
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
        uint8_t *to = result + 3 * (y * width + left);
        for (size_t x = left; x < left + tile && x < width; x++, from += step_x, to += 3) {
          to[0] = from[0];
          to[1] = from[1];
          to[2] = from[2];
        }
      }
    }
  }
}
