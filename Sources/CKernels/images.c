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
  // The last few together with some that are summed already, if there are as many, or alone.
  if (i < count && count >= small_block) i = count - small_block;
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

// Of pixels that begin `step` numbers apart.
static inline __attribute__((always_inline)) pixel sum_pixels(
    const float *source, size_t step, const float *weight, size_t taps) {
  pixel even = {0, 0, 0, 0}, odd = {0, 0, 0, 0};
  size_t tap = 0;
  for (; tap + 2 <= taps; tap += 2) {
    even += weight[tap] * load(source + step * tap);
    odd += weight[tap + 1] * load(source + step * tap + step);
  }
  if (tap < taps) even += weight[tap] * load(source + step * tap);
  return even + odd;
}

static CLONES(void, sum_columns,
       (const float *row, const int32_t *starts, size_t first, const float *weights, size_t taps, size_t width,
        const float *scale, const float *offset, float *result, size_t pixel_stride, size_t channel_stride),
       (row, starts, first, weights, taps, width, scale, offset, result, pixel_stride, channel_stride)) {
  pixel scales = load(scale), offsets = load(offset);
  for (size_t x = 0; x < width; x++) {
    pixel sum = sum_pixels(row + 3 * ((size_t)starts[x] - first), 3, weights + x * taps, taps);
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

static inline bytes rounded(pixel sum) {
  return __builtin_convertvector(__builtin_convertvector(clamp(sum) + 0.5f, integers), bytes);
}

// Writes a byte beyond the last pixel.
static CLONES(void, sum_columns_to_bytes,
       (const float *row, const int32_t *starts, size_t first, const float *weights, size_t taps, size_t width,
        uint8_t *result),
       (row, starts, first, weights, taps, width, result)) {
  for (size_t x = 0; x < width; x++) {
    bytes four = rounded(sum_pixels(row + 3 * ((size_t)starts[x] - first), 3, weights + x * taps, taps));
    memcpy(result + 3 * x, &four, sizeof four);
  }
}

// Four rows of single numbers, as the pixels of one row.
static CLONES(void, interleave, (const float *const *rows, size_t count, float *pixels), (rows, count, pixels)) {
  const float *first = rows[0], *second = rows[1], *third = rows[2], *fourth = rows[3];
  for (size_t i = 0; i < count; i++, pixels += 4) {
    pixels[0] = first[i], pixels[1] = second[i], pixels[2] = third[i], pixels[3] = fourth[i];
  }
}

static CLONES(void, sum_interleaved_to_bytes,
       (const float *row, const int32_t *starts, size_t first, const float *weights, size_t taps, size_t width,
        uint8_t *const *results),
       (row, starts, first, weights, taps, width, results)) {
  uint8_t *first_result = results[0], *second = results[1], *third = results[2], *fourth = results[3];
  for (size_t x = 0; x < width; x++) {
    bytes four = rounded(sum_pixels(row + 4 * ((size_t)starts[x] - first), 4, weights + x * taps, taps));
    first_result[x] = four[0], second[x] = four[1], third[x] = four[2], fourth[x] = four[3];
  }
}

// Vectors of a row's last pixels are read beyond it.
enum { overrun = 32 };

size_t kernel_resample_bytes_room(size_t channels, struct kernel_lines columns) {
  size_t groups = columns.count / COLUMNS_LEAST + 1, count = channels * columns.source_count;
  size_t grouped =
      2 * (count + overrun) + groups * (columns.taps * COLUMNS_LANES + COLUMNS_LANES + 1) + COLUMNS_LANES;
  size_t interleaved = 4 * (count + overrun) + 4 * count;
  return grouped > interleaved ? grouped : interleaved;
}

// Null where the processor has no such vectors.
static const struct columns_code *columns_code(void) {
#if defined(__x86_64__)
  switch (kernel_chosen_instructions()) {
    case kernel_instructions_avx512: return &columns_avx512;
    case kernel_instructions_avx2: return &columns_avx2;
    case kernel_instructions_baseline: break;
  }
#endif
  return NULL;
}

void kernel_resample_bytes(
    const uint8_t *pixels, size_t stride, size_t channels, struct kernel_lines rows, struct kernel_lines columns,
    float *sums, uint8_t *result, size_t result_stride) {
  size_t count = channels * columns.source_count, length = count + overrun;
  struct column_groups groups;
  const struct columns_code *code = columns_code();
  bool has_groups = code && code->plan(&columns, channels, sums + 2 * length, &groups);
  // Two rows of groups at a time share the weights of the columns; four rows of single numbers are summed as pixels are.
  size_t at_once = has_groups ? 2 : channels == 1 ? 4 : 1;
  for (size_t y = 0; y < rows.count; y += at_once) {
    const float *made[4];
    uint8_t *results[4];
    for (size_t i = 0; i < at_once; i++) {
      // The last row as often as it takes.
      size_t row = y + i < rows.count ? y + i : rows.count - 1;
      const uint8_t *source = pixels + (size_t)rows.starts[row] * stride + channels * columns.source_start;
      float *to = sums + i * length;
      sum_rows(source, stride, count, rows.weights + row * rows.taps, rows.taps, to);
      // What is read beyond the last pixel, and has no weight.
      memset(to + count, 0, overrun * sizeof *to);
      made[i] = to;
      results[i] = result + row * result_stride;
    }
    if (has_groups) {
      code->sum(made[0], made[1], columns.taps, &groups, results[0], results[1]);
    } else if (channels == 1) {
      float *interleaved = sums + 4 * length;
      interleave(made, count, interleaved);
      sum_interleaved_to_bytes(
          interleaved, columns.starts, columns.source_start, columns.weights, columns.taps, columns.count, results);
    } else {
      sum_columns_to_bytes(
          made[0], columns.starts, columns.source_start, columns.weights, columns.taps, columns.count, results[0]);
    }
  }
}
