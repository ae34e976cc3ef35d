#include "CKernels.h"
#include "clones.h"

enum { LANES = 64 };

// Many partial sums: the additions of one do not wait for each other, and errors stay small.
static inline __attribute__((always_inline)) float dot(const float *a, const float *b, size_t count) {
  float partial[LANES] = {0};
  size_t i = 0;
  for (; i + LANES <= count; i += LANES)
    for (size_t lane = 0; lane < LANES; lane++) partial[lane] += a[i + lane] * b[i + lane];
  for (size_t lane = 0; i < count; i++, lane++) partial[lane] += a[i] * b[i];
  for (size_t width = LANES / 2; width > 0; width /= 2)
    for (size_t lane = 0; lane < width; lane++) partial[lane] += partial[lane + width];
  return partial[0];
}

CLONES void kernel_linear(const float *inputs, size_t images, size_t stride, size_t channels, const float *weights,
                          const float *bias, size_t classes, float *outputs) {
  // A row of weights is read once for all images.
  for (size_t class = 0; class < classes; class++)
    for (size_t image = 0; image < images; image++)
      outputs[image * classes + class] =
          bias[class] + dot(inputs + image * stride, weights + class * channels, channels);
}
