#include "winograd.h"

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
  return c->inputs % code(c)->panel == 0 && c->outputs % code(c)->panel == 0;
}

size_t kernel_winograd_weight_count(const struct kernel_winograd *c) { return FREQUENCIES * c->inputs * c->outputs; }

void kernel_winograd_weights(const struct kernel_winograd *c, bool transposed, size_t first, size_t last,
                             const float *weights, float *result) {
  code(c)->transform_weights(c, transposed, first, last, weights, result);
}

size_t kernel_winograd_panel_count(const struct kernel_winograd *c) { return c->outputs / code(c)->panel; }

size_t kernel_winograd_block_count(const struct kernel_winograd *c) { return code(c)->block_count(c); }

size_t kernel_winograd_scratch_count(const struct kernel_winograd *c) { return code(c)->scratch_count(c); }

void kernel_winograd(const struct kernel_winograd *c, size_t first, size_t last, const void *x, const float *weights,
                     const float *bias, void *y, float *scratch) {
  code(c)->convolve(c, first, last, x, weights, bias, y, scratch);
}

size_t kernel_winograd_gradient_scratch_count(const struct kernel_winograd *c, size_t panels) {
  return code(c)->gradient_scratch_count(c, panels * code(c)->panel);
}

void kernel_winograd_gradient(const struct kernel_winograd *c, size_t first, size_t last, const void *x,
                              const void *gradient, float *weights, float *scratch) {
  size_t panel = code(c)->panel;
  code(c)->weight_gradient(c, first * panel, last * panel, x, gradient, weights, scratch);
}
