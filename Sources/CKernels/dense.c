#include "kernel_dense.h"

#include "clones.h"
#include "inline.h"
#include "kernel_philox.h"
#include <math.h>
#include <string.h>

// Columns are taken this many at a time, with sums in double: a batch's statistics are then as good as float32 can hold.
enum { block_columns = 64 };

enum { philox_lanes = 16 };

CLONES(void, kernel_batch_norm_forward,
       (const struct kernel_batch_norm *layer, size_t first, size_t last, const float *x, float *y),
       (layer, first, last, x, y)) {
  size_t rows = layer->rows, columns = layer->columns;
  for (size_t start = first; start < last; start += block_columns) {
    size_t width = smaller(block_columns, last - start);
    double mean[block_columns] = {0}, variance[block_columns] = {0};
    float scale[block_columns], centre[block_columns];
    for (size_t row = 0; row < rows; row++) {
      const float *input = x + row * columns + start;
      for (size_t i = 0; i < width; i++) mean[i] += input[i];
    }
    for (size_t i = 0; i < width; i++) mean[i] /= (double)rows;
    for (size_t row = 0; row < rows; row++) {
      const float *input = x + row * columns + start;
      for (size_t i = 0; i < width; i++) variance[i] += (input[i] - mean[i]) * (input[i] - mean[i]);
    }
    for (size_t i = 0; i < width; i++) {
      size_t column = start + i;
      double biased = variance[i] / (double)rows, unbiased = variance[i] / (double)(rows - 1);
      centre[i] = (float)mean[i];
      scale[i] = (float)(1 / sqrt(biased + layer->epsilon));
      layer->inverse_deviation[column] = scale[i];
      layer->running_mean[column] += layer->momentum * ((float)mean[i] - layer->running_mean[column]);
      layer->running_variance[column] += layer->momentum * ((float)unbiased - layer->running_variance[column]);
    }
    for (size_t row = 0; row < rows; row++) {
      size_t at = row * columns + start;
      for (size_t i = 0; i < width; i++) layer->normalised[at + i] = (x[at + i] - centre[i]) * scale[i];
      for (size_t i = 0; i < width; i++)
        y[at + i] = layer->gamma[start + i] * layer->normalised[at + i] + layer->beta[start + i];
      if (layer->mask)
        for (size_t i = 0; i < width; i++) y[at + i] *= layer->mask[at + i];
    }
  }
}

CLONES(void, kernel_batch_norm_backward,
       (const struct kernel_batch_norm *layer, size_t first, size_t last, float *gradient, float *gamma_gradient,
        float *beta_gradient, int needs_input_gradient),
       (layer, first, last, gradient, gamma_gradient, beta_gradient, needs_input_gradient)) {
  size_t rows = layer->rows, columns = layer->columns;
  for (size_t start = first; start < last; start += block_columns) {
    size_t width = smaller(block_columns, last - start);
    double gamma_sum[block_columns] = {0}, beta_sum[block_columns] = {0};
    for (size_t row = 0; row < rows; row++) {
      size_t at = row * columns + start;
      if (layer->mask)
        for (size_t i = 0; i < width; i++) gradient[at + i] *= layer->mask[at + i];
      for (size_t i = 0; i < width; i++) {
        beta_sum[i] += gradient[at + i];
        gamma_sum[i] += (double)gradient[at + i] * layer->normalised[at + i];
      }
    }
    float gamma_mean[block_columns], beta_mean[block_columns], scale[block_columns];
    for (size_t i = 0; i < width; i++) {
      gamma_gradient[start + i] = (float)gamma_sum[i];
      beta_gradient[start + i] = (float)beta_sum[i];
      gamma_mean[i] = (float)(gamma_sum[i] / (double)rows);
      beta_mean[i] = (float)(beta_sum[i] / (double)rows);
      scale[i] = layer->gamma[start + i] * layer->inverse_deviation[start + i];
    }
    if (!needs_input_gradient) continue;
    for (size_t row = 0; row < rows; row++) {
      size_t at = row * columns + start;
      for (size_t i = 0; i < width; i++)
        gradient[at + i] = scale[i] * (gradient[at + i] - beta_mean[i] - layer->normalised[at + i] * gamma_mean[i]);
    }
  }
}

// The words of as many consecutive blocks as the vector units like: kernel_philox, lane by lane.
static inline __attribute__((always_inline)) void philox_blocks(
    uint32_t block, uint32_t sample, uint32_t epoch, uint32_t purpose, uint64_t key, uint32_t words[4][philox_lanes]) {
  uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32);
  for (uint32_t lane = 0; lane < philox_lanes; lane++) {
    words[0][lane] = block + lane;
    words[1][lane] = sample;
    words[2][lane] = epoch;
    words[3][lane] = purpose;
  }
  for (int round = 0; round < philox_rounds; round++) {
    for (uint32_t lane = 0; lane < philox_lanes; lane++) {
      struct kernel_philox_words next = kernel_philox_round(
          (struct kernel_philox_words){words[0][lane], words[1][lane], words[2][lane], words[3][lane]}, low, high);
      words[0][lane] = next.a;
      words[1][lane] = next.b;
      words[2][lane] = next.c;
      words[3][lane] = next.d;
    }
    low += philox_low_step;
    high += philox_high_step;
  }
}

CLONES(void, kernel_dropout_mask,
       (size_t count, uint64_t key, uint32_t sample, uint32_t epoch, uint32_t purpose, uint32_t threshold,
        float scale, float *mask),
       (count, key, sample, epoch, purpose, threshold, scale, mask)) {
  enum { group = 4 * philox_lanes };
  for (size_t start = 0; start < count; start += group) {
    uint32_t words[4][philox_lanes];
    float values[group];
    philox_blocks((uint32_t)(start / 4), sample, epoch, purpose, key, words);
    for (size_t lane = 0; lane < philox_lanes; lane++)
      for (size_t word = 0; word < 4; word++) values[4 * lane + word] = words[word][lane] < threshold ? 0 : scale;
    memcpy(mask + start, values, smaller(group, count - start) * sizeof *mask);
  }
}

CLONES(void, kernel_add_bias,
       (size_t rows, size_t columns, const float *bias, int rectifies, float *y),
       (rows, columns, bias, rectifies, y)) {
  for (size_t row = 0; row < rows; row++) {
    float *output = y + row * columns;
    for (size_t i = 0; i < columns; i++) output[i] += bias[i];
    if (rectifies)
      for (size_t i = 0; i < columns; i++) output[i] = output[i] < 0 ? 0 : output[i];
  }
}

CLONES(void, kernel_relu_backward, (size_t count, const float *output, float *gradient), (count, output, gradient)) {
  for (size_t i = 0; i < count; i++) gradient[i] = output[i] > 0 ? gradient[i] : 0;
}

CLONES(void, kernel_column_sums, (size_t rows, size_t columns, const float *x, float *sums), (rows, columns, x, sums)) {
  for (size_t start = 0; start < columns; start += block_columns) {
    size_t width = smaller(block_columns, columns - start);
    double total[block_columns] = {0};
    for (size_t row = 0; row < rows; row++)
      for (size_t i = 0; i < width; i++) total[i] += x[row * columns + start + i];
    for (size_t i = 0; i < width; i++) sums[start + i] = (float)total[i];
  }
}

CLONES(void, kernel_momentum_step,
       (size_t count, float rate, float momentum, float decay, const float *gradient, float *velocity,
        float *parameter),
       (count, rate, momentum, decay, gradient, velocity, parameter)) {
  for (size_t i = 0; i < count; i++) {
    velocity[i] = momentum * velocity[i] + (gradient[i] + decay * parameter[i]);
    parameter[i] -= rate * velocity[i];
  }
}

CLONES(void, kernel_adamw_step,
       (const struct kernel_adamw *step, size_t count, const float *gradient, float *mean, float *square,
        float *parameter),
       (step, count, gradient, mean, square, parameter)) {
  struct kernel_adamw s = *step;
  for (size_t i = 0; i < count; i++) {
    mean[i] += (1 - s.first) * (gradient[i] - mean[i]);
    square[i] = s.second * square[i] + (1 - s.second) * gradient[i] * gradient[i];
    parameter[i] = parameter[i] * s.decay_factor -
                   s.step_size * mean[i] / (sqrtf(square[i]) / s.second_correction + s.epsilon);
  }
}
