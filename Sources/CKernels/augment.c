// Augmentation of float32 pictures.
#include <math.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"

// Red, green, blue, and a fourth number that is never used: the next pixel's red.
typedef float pixel __attribute__((vector_size(16)));

static inline pixel load(const float *from) {
  pixel value;
  memcpy(&value, from, sizeof value);
  return value;
}

static inline void store(float *to, pixel value) { memcpy(to, &value, 3 * sizeof(float)); }

static inline ptrdiff_t mirror(ptrdiff_t place, ptrdiff_t count) {
  while (place < 0 || place >= count) place = place < 0 ? -1 - place : 2 * count - 1 - place;
  return place;
}

CLONES(void, kernel_warp,
       (const float *source, size_t width, size_t height, const double m[6], float *result),
       (source, width, height, m, result)) {
  ptrdiff_t columns = (ptrdiff_t)width, rows = (ptrdiff_t)height;
  for (ptrdiff_t y = 0; y < rows; y++) {
    double start_x = m[1] * (double)y + m[2], start_y = m[4] * (double)y + m[5];
    for (ptrdiff_t x = 0; x < columns; x++, result += 3) {
      double source_x = m[0] * (double)x + start_x, source_y = m[3] * (double)x + start_y;
      double left = floor(source_x), top = floor(source_y);
      float right_part = (float)(source_x - left), lower_part = (float)(source_y - top);
      ptrdiff_t x0 = (ptrdiff_t)left, y0 = (ptrdiff_t)top, x1 = x0 + 1, y1 = y0 + 1;
      if (x0 < 0 || y0 < 0 || x1 >= columns || y1 >= rows) {
        x0 = mirror(x0, columns), x1 = mirror(x1, columns), y0 = mirror(y0, rows), y1 = mirror(y1, rows);
      }
      const float *upper_row = source + 3 * y0 * columns, *lower_row = source + 3 * y1 * columns;
      pixel upper_left = load(upper_row + 3 * x0), lower_left = load(lower_row + 3 * x0);
      pixel upper = upper_left + right_part * (load(upper_row + 3 * x1) - upper_left);
      pixel lower = lower_left + right_part * (load(lower_row + 3 * x1) - lower_left);
      store(result, upper + lower_part * (lower - upper));
    }
  }
}

CLONES(double, kernel_mean, (const float *values, size_t count), (values, count)) {
  // The same sums for every instruction set.
  enum { lanes = 32 };
  double sums[lanes] = {0};
  size_t i = 0;
  for (; i + lanes <= count; i += lanes) {
    for (int lane = 0; lane < lanes; lane++) sums[lane] += (double)values[i + (size_t)lane];
  }
  for (; i < count; i++) sums[0] += (double)values[i];
  double sum = 0;
  for (int lane = 0; lane < lanes; lane++) sum += sums[lane];
  return count == 0 ? 0 : sum / (double)count;
}

CLONES(void, kernel_scale_and_clip,
       (float *values, size_t count, float scale, float offset),
       (values, count, scale, offset)) {
  for (size_t i = 0; i < count; i++) {
    float value = values[i] * scale + offset;
    value = value < 0 ? 0 : value;
    values[i] = value > 1 ? 1 : value;
  }
}

static inline ptrdiff_t clamp(ptrdiff_t place, ptrdiff_t count) {
  return place < 0 ? 0 : place >= count ? count - 1 : place;
}

void kernel_pad(float *pixels, size_t width, size_t height, size_t padding, enum kernel_border mode) {
  const pixel black = {0, 0, 0, 0};
  ptrdiff_t border = (ptrdiff_t)padding, columns = (ptrdiff_t)width - 2 * border, rows = (ptrdiff_t)height - 2 * border;
  for (ptrdiff_t y = border; y < rows + border; y++) {
    float *row = pixels + 3 * y * (ptrdiff_t)width;
    for (ptrdiff_t i = 0; i < 2 * border; i++) {
      ptrdiff_t x = i < border ? i : i + columns;
      ptrdiff_t from = mode == kernel_border_edge ? clamp(x - border, columns) : mirror(x - border, columns);
      store(row + 3 * x, mode == kernel_border_zero ? black : load(row + 3 * (border + from)));
    }
  }
  for (ptrdiff_t i = 0; i < 2 * border; i++) {
    ptrdiff_t y = i < border ? i : i + rows;
    ptrdiff_t from = border + (mode == kernel_border_edge ? clamp(y - border, rows) : mirror(y - border, rows));
    float *row = pixels + 3 * y * (ptrdiff_t)width;
    if (mode == kernel_border_zero) {
      memset(row, 0, 3 * width * sizeof(float));
    } else {
      memcpy(row, pixels + 3 * from * (ptrdiff_t)width, 3 * width * sizeof(float));
    }
  }
}

CLONES(void, kernel_crop,
       (const float *source, size_t stride, size_t size, const float scale[4], const float offset[4], float *result,
        size_t row_stride, size_t pixel_stride, size_t channel_stride),
       (source, stride, size, scale, offset, result, row_stride, pixel_stride, channel_stride)) {
  pixel scales = load(scale), offsets = load(offset);
  for (size_t y = 0; y < size; y++) {
    const float *from = source + y * stride;
    float *to = result + y * row_stride;
    for (size_t x = 0; x < size; x++) {
      pixel value = load(from + 3 * x) * scales + offsets;
      for (size_t channel = 0; channel < 3; channel++) to[x * pixel_stride + channel * channel_stride] = value[channel];
    }
  }
}
