#include "grouped.h"

#include <string.h>

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
void kernel_grouped_weights(const struct kernel_grouped *c, bool transposed, const float *weights, float *result) {
  size_t lanes = code(c)->lanes, width = c->channels / c->groups;
  for (size_t output = 0; output < c->channels; output++)
    for (size_t input = 0; input < width; input++)
      for (size_t y = 0; y < 3; y++)
        for (size_t x = 0; x < 3; x++) {
          size_t row = ((output / lanes * 3 + y) * width + input) * 3 + x;
          size_t group = output / width * width, tap = y * 3 + x;
          result[row * lanes + output % lanes] =
              transposed ? weights[((group + input) * width + output % width) * 9 + 8 - tap]
                         : weights[(output * width + input) * 9 + tap];
        }
}

void kernel_grouped(const struct kernel_grouped *c, size_t first, size_t last, const float *x, const float *weights,
                    const float *bias, float *y) {
  code(c)->convolve(c, first, last, x, weights, bias, y);
}

void kernel_grouped_source_gradient(const struct kernel_grouped *c, size_t first, size_t last, const float *gradient,
                                    const float *weights, float *result) {
  if (c->stride == 1) code(c)->convolve(c, first, last, gradient, weights, NULL, result);
  else code(c)->convolve_back(c, first, last, gradient, weights, result);
}

size_t kernel_grouped_vector_count(const struct kernel_grouped *c) { return c->channels / code(c)->lanes; }

// The weights of a vector of outputs.
static size_t weight_count(const struct kernel_grouped *c) {
  return kernel_grouped_weight_count(c) / kernel_grouped_vector_count(c);
}

size_t kernel_grouped_gradient_scratch_count(const struct kernel_grouped *c) {
  return weight_count(c) * (1 + sizeof(double) / sizeof(float));
}

// Sums of about so many products are in float32, and these are summed in double precision.
enum { SUM_POSITIONS = 1024 };

static void sum_gradients(const struct kernel_grouped *c, size_t channel, const float *x, const float *gradient, float *sums,
                          double *totals) {
  size_t count = weight_count(c), side = kernel_grouped_side(c), images = 1 + SUM_POSITIONS / (side * side);
  memset(totals, 0, count * sizeof *totals);
  for (size_t first = 0; first < c->images; first += images) {
    size_t last = first + images < c->images ? first + images : c->images;
    memset(sums, 0, count * sizeof *sums);
    code(c)->add_weight_gradient(c, channel, first, last, x, gradient, sums);
    for (size_t i = 0; i < count; i++) totals[i] += (double)sums[i];
  }
}

void kernel_grouped_gradient(const struct kernel_grouped *c, size_t first, size_t last, const float *x, const float *gradient,
                             float *weights, float *scratch) {
  size_t lanes = code(c)->lanes, width = c->channels / c->groups;
  double *totals = (double *)(scratch + weight_count(c));
  for (size_t channel = first * lanes; channel < last * lanes; channel += lanes) {
    sum_gradients(c, channel, x, gradient, scratch, totals);
    for (size_t lane = 0; lane < lanes; lane++)
      for (size_t input = 0; input < width; input++)
        for (size_t tap = 0; tap < 9; tap++) {
          double total = totals[((tap / 3 * width + input) * 3 + tap % 3) * lanes + lane];
          weights[((channel + lane) * width + input) * 9 + tap] += (float)total;
        }
  }
}
