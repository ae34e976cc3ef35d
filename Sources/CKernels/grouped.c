#include "grouped.h"

static const struct grouped_code *code(const struct kernel_grouped *convolution) {
  switch (convolution->instructions) {
#if defined(__x86_64__)
    case kernel_instructions_avx512: return &grouped_avx512;
    case kernel_instructions_avx2: return &grouped_avx2;
#endif
    default: return &grouped_baseline;
  }
}

bool kernel_grouped_fits(const struct kernel_grouped *c) {
  size_t lanes = code(c)->lanes, width = c->channels / c->groups;
  // Narrow groups fill up a vector together.
  bool fits = width < lanes ? (width == 4 || width == 8) : width % lanes == 0 && width <= GROUP_CHANNELS;
  return fits && c->channels % lanes == 0 && (c->stride == 1 || c->stride == 2);
}

// The order is [channels / lanes][3][inputs of a group][3][lanes], in which the code reads.
void kernel_grouped_weights(const struct kernel_grouped *c, const float *weights, float *result) {
  size_t lanes = code(c)->lanes, width = c->channels / c->groups;
  for (size_t output = 0; output < c->channels; output++)
    for (size_t input = 0; input < width; input++)
      for (size_t y = 0; y < 3; y++)
        for (size_t x = 0; x < 3; x++) {
          size_t row = ((output / lanes * 3 + y) * width + input) * 3 + x;
          result[row * lanes + output % lanes] = weights[(output * width + input) * 9 + y * 3 + x];
        }
}

void kernel_grouped(const struct kernel_grouped *c, const float *x, const float *weights, const float *bias, float *y) {
  code(c)->convolve(c, x, weights, bias, y);
}
