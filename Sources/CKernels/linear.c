#include "CKernels.h"
#include "clones.h"

// Many partial sums: the additions of one do not wait for each other, and errors stay small.
enum { LANES = 64 };
// What is in registers at a time: a part of the lanes, for a few classes and images, so that what is loaded is used more than
// once.
enum { PART = 16, CLASSES = 4, IMAGES = 2 };

struct rows {
  const float *first;
  size_t stride;
};

// The products of `classes` rows of weights with `images` rows of inputs: results[image · result_stride + class]. Both counts
// are constants where this is inlined.
static inline __attribute__((always_inline)) void multiply(
    struct rows weights, size_t classes, struct rows inputs, size_t images, size_t count, const float *bias,
    float *results, size_t result_stride) {
  float partial[CLASSES][IMAGES][LANES];
  size_t whole = count / LANES * LANES;
  for (size_t part = 0; part < LANES; part += PART) {
    float sums[CLASSES][IMAGES][PART] = {0};
    for (size_t i = part; i < whole; i += LANES)
      for (size_t class = 0; class < classes; class++)
        for (size_t image = 0; image < images; image++)
          for (size_t lane = 0; lane < PART; lane++)
            sums[class][image][lane] +=
                weights.first[class * weights.stride + i + lane] * inputs.first[image * inputs.stride + i + lane];
    for (size_t class = 0; class < classes; class++)
      for (size_t image = 0; image < images; image++)
        for (size_t lane = 0; lane < PART; lane++) partial[class][image][part + lane] = sums[class][image][lane];
  }
  for (size_t class = 0; class < classes; class++) {
    for (size_t image = 0; image < images; image++) {
      float *sums = partial[class][image];
      const float *weight = weights.first + class * weights.stride, *input = inputs.first + image * inputs.stride;
      for (size_t i = whole, lane = 0; i < count; i++, lane++) sums[lane] += weight[i] * input[i];
      for (size_t width = LANES / 2; width > 0; width /= 2)
        for (size_t lane = 0; lane < width; lane++) sums[lane] += sums[lane + width];
      results[image * result_stride + class] = bias[class] + sums[0];
    }
  }
}

CLONES(void, kernel_linear,
       (const float *inputs, size_t images, size_t stride, size_t channels, const float *weights, const float *bias,
        size_t classes, float *outputs),
       (inputs, images, stride, channels, weights, bias, classes, outputs)) {
  // Rows of weights are read once for all images.
  size_t class = 0;
  for (; class + CLASSES <= classes; class += CLASSES) {
    struct rows rows = {weights + class * channels, channels};
    float *output = outputs + class;
    size_t image = 0;
    for (; image + IMAGES <= images; image += IMAGES) {
      struct rows columns = {inputs + image * stride, stride};
      multiply(rows, CLASSES, columns, IMAGES, channels, bias + class, output + image * classes, classes);
    }
    for (; image < images; image++) {
      struct rows columns = {inputs + image * stride, stride};
      multiply(rows, CLASSES, columns, 1, channels, bias + class, output + image * classes, classes);
    }
  }
  for (; class < classes; class++) {
    for (size_t image = 0; image < images; image++) {
      struct rows row = {weights + class * channels, channels}, column = {inputs + image * stride, stride};
      multiply(row, 1, column, 1, channels, bias + class, outputs + image * classes + class, classes);
    }
  }
}
