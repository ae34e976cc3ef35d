#include "pointwise.h"

#include <string.h>

static const struct pointwise_code *code(const struct kernel_pointwise *convolution) {
  switch (convolution->instructions) {
#if defined(__x86_64__)
    case kernel_instructions_avx512: return &pointwise_avx512;
    case kernel_instructions_avx2: return &pointwise_avx2;
#endif
    default: return &pointwise_baseline;
  }
}

bool kernel_pointwise_fits(const struct kernel_pointwise *c) {
  return c->inputs % code(c)->panel == 0 && c->outputs % code(c)->panel == 0;
}

size_t kernel_pointwise_panel_count(const struct kernel_pointwise *c, bool transposed) {
  return (transposed ? c->inputs : c->outputs) / code(c)->panel;
}

// The order is [panels][numbers of a sum][panel], in which the code reads.
void kernel_pointwise_weights(const struct kernel_pointwise *c, bool transposed, size_t first, size_t last,
                              const float *weights, float *result) {
  size_t panel = code(c)->panel, depth = transposed ? c->outputs : c->inputs;
  for (size_t column = first * panel; column < last * panel; column += panel)
    if (transposed) {
      for (size_t i = 0; i < depth; i++)
        memcpy(result + column * depth + i * panel, weights + i * c->inputs + column, panel * sizeof *result);
    } else {
      for (size_t i = 0; i < depth; i++)
        for (size_t k = 0; k < panel; k++) result[column * depth + i * panel + k] = weights[(column + k) * depth + i];
    }
}

size_t kernel_pointwise_scratch_count(const struct kernel_pointwise *c) { return code(c)->scratch_count; }

static struct range positions_of_rows(const struct kernel_pointwise *c, size_t first, size_t last) {
  size_t side = kernel_pointwise_side(c);
  return (struct range){first * side, last * side};
}

void kernel_pointwise(const struct kernel_pointwise *c, size_t first, size_t last, const float *x, const float *weights,
                      float *y, float *scratch) {
  code(c)->multiply(c, false, positions_of_rows(c, first, last), x, weights, y, scratch);
}

// Sources that no result comes from have no gradient.
static void clear_sources(const struct kernel_pointwise *c, size_t first, size_t last, float *gradient) {
  size_t side = kernel_pointwise_side(c), row = c->side * c->inputs;
  for (size_t i = first; i < last; i++) {
    size_t y = i % side * c->stride, rows = c->side - y < c->stride ? c->side - y : c->stride;
    memset(gradient + (i / side * c->side + y) * row, 0, rows * row * sizeof *gradient);
  }
}

void kernel_pointwise_source_gradient(const struct kernel_pointwise *c, size_t first, size_t last, const float *gradient,
                                      const float *weights, float *result, float *scratch) {
  if (c->stride > 1 && !c->accumulates) clear_sources(c, first, last, result);
  code(c)->multiply(c, true, positions_of_rows(c, first, last), gradient, weights, result, scratch);
}

size_t kernel_pointwise_part_count(const struct kernel_pointwise *c) {
  return (c->inputs > c->outputs ? c->inputs : c->outputs) / code(c)->panel;
}

size_t kernel_pointwise_gradient_scratch_count(const struct kernel_pointwise *c) {
  return code(c)->positions * (c->inputs + c->outputs);
}

void kernel_pointwise_gradient(const struct kernel_pointwise *c, size_t first, size_t last, const float *x,
                               const float *gradient, float *weights, float *scratch) {
  if (first == last) return;
  size_t panel = code(c)->panel;
  struct range part = {first * panel, last * panel}, outputs = {0, c->outputs}, inputs = {0, c->inputs};
  if (c->inputs > c->outputs) inputs = part;
  else outputs = part;
  code(c)->add_weight_gradient(c, outputs, inputs, x, gradient, weights, scratch);
}
