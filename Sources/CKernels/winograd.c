#include "winograd.h"

bool kernel_has_instructions(enum kernel_instructions instructions) {
  switch (instructions) {
#if defined(__x86_64__)
    case kernel_instructions_avx512: return __builtin_cpu_supports("x86-64-v4");
    case kernel_instructions_avx2: return __builtin_cpu_supports("x86-64-v3");
#endif
    case kernel_instructions_baseline: return true;
    default: return false;
  }
}

static const struct winograd_code *code(const struct kernel_winograd *convolution) {
  switch (convolution->instructions) {
#if defined(__x86_64__)
    case kernel_instructions_avx512: return &winograd_avx512;
    case kernel_instructions_avx2: return &winograd_avx2;
#endif
    default: return &winograd_baseline;
  }
}

bool kernel_winograd_fits(const struct kernel_winograd *c) {
  return c->inputs % code(c)->lanes == 0 && c->outputs % code(c)->panel == 0;
}

size_t kernel_winograd_weight_count(const struct kernel_winograd *c) { return FREQUENCIES * c->inputs * c->outputs; }

// G w Gᵀ of the paper.
static void transform_filter(const float filter[9], double result[FREQUENCIES]) {
  double near2 = NEAR * NEAR, far2 = FAR * FAR, near_scale = 2 * near2 * (near2 - far2), far_scale = 2 * far2 * (far2 - near2);
  const double g[WINDOW][3] = {{1 / (near2 * far2), 0, 0},
                               {1 / near_scale, NEAR / near_scale, near2 / near_scale},
                               {1 / near_scale, -NEAR / near_scale, near2 / near_scale},
                               {1 / far_scale, FAR / far_scale, far2 / far_scale},
                               {1 / far_scale, -FAR / far_scale, far2 / far_scale},
                               {0, 0, 1}};
  for (size_t i = 0; i < WINDOW; i++)
    for (size_t j = 0; j < WINDOW; j++) {
      double sum = 0;
      for (size_t k = 0; k < 3; k++)
        for (size_t l = 0; l < 3; l++) sum += g[i][k] * g[j][l] * filter[k * 3 + l];
      result[i * WINDOW + j] = sum;
    }
}

// The order is [outputs / panel][FREQUENCIES][inputs][panel]: a panel's weights are read from first to last.
void kernel_winograd_weights(const struct kernel_winograd *c, const float *weights, float *result) {
  size_t panel = code(c)->panel;
  for (size_t output = 0; output < c->outputs; output++)
    for (size_t input = 0; input < c->inputs; input++) {
      double transformed[FREQUENCIES];
      transform_filter(weights + (output * c->inputs + input) * 9, transformed);
      for (size_t frequency = 0; frequency < FREQUENCIES; frequency++) {
        size_t row = (output / panel * FREQUENCIES + frequency) * c->inputs + input;
        result[row * panel + output % panel] = (float)transformed[frequency];
      }
    }
}

size_t kernel_winograd_scratch_count(const struct kernel_winograd *c) { return code(c)->scratch_count(c); }

void kernel_winograd(const struct kernel_winograd *c, const float *x, const float *weights, const float *bias, float *y,
                     float *scratch) {
  code(c)->convolve(c, x, weights, bias, y, scratch);
}
