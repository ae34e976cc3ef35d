#include "CKernels.h"
#include "clones.h"
#include "numbers.h"

enum { LANES = 16 };

// The pools of `lanes` (at most LANES) neighbouring channels. Inlined with lanes == LANES it is branch-free vectors.
static inline __attribute__((always_inline)) void pool_lanes(enum kernel_numbers numbers, const void *map, size_t first,
                                                              size_t positions, size_t stride, size_t lanes,
                                                              float *maximum, float *mean) {
  float largest[LANES];
  double sum[LANES];
  for (size_t c = 0; c < lanes; c++) {
    largest[c] = get(numbers, map, first + c);
    sum[c] = 0;
  }
  for (size_t p = 0; p < positions; p++) {
    for (size_t c = 0; c < lanes; c++) {
      float x = get(numbers, map, first + p * stride + c);
      largest[c] = x > largest[c] || x != x ? x : largest[c];
      sum[c] += x;
    }
  }
  for (size_t c = 0; c < lanes; c++) {
    maximum[c] = largest[c];
    mean[c] = (float)(sum[c] / (double)positions);
  }
}

static inline __attribute__((always_inline)) void pool_images(enum kernel_numbers numbers, const void *maps,
                                                               size_t images, size_t positions, size_t channels,
                                                               size_t block, float *rows) {
  for (size_t image = 0; image < images; image++) {
    float *maximum = rows + image * 2 * channels, *mean = maximum + channels;
    for (size_t first = 0; first < channels; first += block) {
      size_t part = (image * channels + first) * positions, c = 0;
      for (; c + LANES <= block; c += LANES)
        pool_lanes(numbers, maps, part + c, positions, block, LANES, maximum + first + c, mean + first + c);
      if (c < block) pool_lanes(numbers, maps, part + c, positions, block, block - c, maximum + first + c, mean + first + c);
    }
  }
}

CLONES(void, kernel_pool,
       (enum kernel_numbers numbers, const void *maps, size_t images, size_t positions, size_t channels, size_t block,
        float *rows),
       (numbers, maps, images, positions, channels, block, rows)) {
  if (numbers == kernel_numbers_float32)
    pool_images(kernel_numbers_float32, maps, images, positions, channels, block, rows);
  else
    pool_images(kernel_numbers_bfloat16, maps, images, positions, channels, block, rows);
}
