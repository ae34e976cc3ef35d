#include "kernel_dense.h"

#include "clones.h"
#include "kernel_philox.h"
#include <math.h>

// Columns are taken this many at a time, with sums in double: a batch's statistics are then as good as float32 can hold.
enum { block_columns = 64 };

static inline size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

CLONES void kernel_batch_norm_forward(const struct kernel_batch_norm *layer, size_t first, size_t last, const float *x, float *y) {
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

CLONES void kernel_batch_norm_backward(const struct kernel_batch_norm *layer, size_t first, size_t last, float *gradient,
                                       float *gamma_gradient, float *beta_gradient, int needs_input_gradient) {
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

CLONES void kernel_dropout_mask(size_t count, uint64_t key, uint32_t sample, uint32_t epoch, uint32_t purpose, uint32_t threshold,
                                float scale, float *mask) {
  size_t whole = count / 4;
  for (size_t block = 0; block < whole; block++) {
    struct kernel_philox_words words =
        kernel_philox((struct kernel_philox_words){(uint32_t)block, sample, epoch, purpose}, key);
    mask[4 * block] = words.a < threshold ? 0 : scale;
    mask[4 * block + 1] = words.b < threshold ? 0 : scale;
    mask[4 * block + 2] = words.c < threshold ? 0 : scale;
    mask[4 * block + 3] = words.d < threshold ? 0 : scale;
  }
  if (count % 4 == 0) return;
  struct kernel_philox_words words =
      kernel_philox((struct kernel_philox_words){(uint32_t)whole, sample, epoch, purpose}, key);
  uint32_t rest[4] = {words.a, words.b, words.c, words.d};
  for (size_t i = 0; i < count % 4; i++) mask[4 * whole + i] = rest[i] < threshold ? 0 : scale;
}

CLONES void kernel_add_bias(size_t rows, size_t columns, const float *bias, int rectifies, float *y) {
  for (size_t row = 0; row < rows; row++) {
    float *output = y + row * columns;
    for (size_t i = 0; i < columns; i++) output[i] += bias[i];
    if (rectifies)
      for (size_t i = 0; i < columns; i++) output[i] = output[i] < 0 ? 0 : output[i];
  }
}

CLONES void kernel_relu_backward(size_t count, const float *output, float *gradient) {
  for (size_t i = 0; i < count; i++) gradient[i] = output[i] > 0 ? gradient[i] : 0;
}

CLONES void kernel_column_sums(size_t rows, size_t columns, const float *x, float *sums) {
  for (size_t start = 0; start < columns; start += block_columns) {
    size_t width = smaller(block_columns, columns - start);
    double total[block_columns] = {0};
    for (size_t row = 0; row < rows; row++)
      for (size_t i = 0; i < width; i++) total[i] += x[row * columns + start + i];
    for (size_t i = 0; i < width; i++) sums[start + i] = (float)total[i];
  }
}

CLONES void kernel_momentum_step(size_t count, float rate, float momentum, float decay, const float *gradient, float *velocity,
                                 float *parameter) {
  for (size_t i = 0; i < count; i++) {
    velocity[i] = momentum * velocity[i] + (gradient[i] + decay * parameter[i]);
    parameter[i] -= rate * velocity[i];
  }
}

CLONES void kernel_adamw_step(const struct kernel_adamw *step, size_t count, const float *gradient, float *mean,
                              float *square, float *parameter) {
  struct kernel_adamw s = *step;
  for (size_t i = 0; i < count; i++) {
    mean[i] += (1 - s.first) * (gradient[i] - mean[i]);
    square[i] = s.second * square[i] + (1 - s.second) * gradient[i] * gradient[i];
    parameter[i] = parameter[i] * s.decay_factor -
                   s.step_size * mean[i] / (sqrtf(square[i]) / s.second_correction + s.epsilon);
  }
}
