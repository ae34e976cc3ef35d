#include "CKernels.h"
#include "clones.h"

enum { LANES = 16 };

// The pools of `lanes` (at most LANES) neighbouring channels. Inlined with lanes == LANES it is branch-free vectors.
static inline __attribute__((always_inline)) void pool_lanes(const float *map, size_t positions, size_t stride,
                                                              size_t lanes, float *maximum, float *mean) {
  float largest[LANES];
  double sum[LANES];
  for (size_t c = 0; c < lanes; c++) {
    largest[c] = map[c];
    sum[c] = 0;
  }
  for (size_t p = 0; p < positions; p++) {
    const float *x = map + p * stride;
    for (size_t c = 0; c < lanes; c++) {
      largest[c] = x[c] > largest[c] || x[c] != x[c] ? x[c] : largest[c];
      sum[c] += x[c];
    }
  }
  for (size_t c = 0; c < lanes; c++) {
    maximum[c] = largest[c];
    mean[c] = (float)(sum[c] / (double)positions);
  }
}

CLONES(void, kernel_pool,
       (const float *maps, size_t images, size_t positions, size_t channels, size_t block, float *rows),
       (maps, images, positions, channels, block, rows)) {
  for (size_t image = 0; image < images; image++) {
    const float *map = maps + image * positions * channels;
    float *maximum = rows + image * 2 * channels, *mean = maximum + channels;
    for (size_t first = 0; first < channels; first += block) {
      const float *part = map + first * positions;
      size_t c = 0;
      for (; c + LANES <= block; c += LANES)
        pool_lanes(part + c, positions, block, LANES, maximum + first + c, mean + first + c);
      if (c < block) pool_lanes(part + c, positions, block, block - c, maximum + first + c, mean + first + c);
    }
  }
}
