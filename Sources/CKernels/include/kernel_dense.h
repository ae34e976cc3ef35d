// What training a head needs, on rows of float32: batch norm, dropout, ReLU, and the step of gradient descent.
//
// A matrix of `rows` and `columns` lies row by row without gaps. Functions that take `first` and `last` work on the columns
// first..<last only, so that several threads share one matrix; the result never depends on how it was shared.
#pragma once
#include <stddef.h>
#include <stdint.h>

struct kernel_batch_norm {
  size_t rows, columns;
  float epsilon, momentum;
  const float *gamma, *beta;
  float *running_mean, *running_variance;
  float *inverse_deviation;  // [columns], kept for the backward pass
  float *normalised;         // [rows][columns], kept for the backward pass
  const float *mask;         // [rows][columns], what dropout multiplies with; null for no dropout
};

// y = (gamma · (x − mean) / √(variance + epsilon) + beta) · mask with the batch's own statistics, and moves the running ones.
void kernel_batch_norm_forward(const struct kernel_batch_norm *layer, size_t first, size_t last, const float *x, float *y);

// The gradients of gamma and beta from gradient[rows][columns] of y; the gradient becomes that of x in place if asked.
void kernel_batch_norm_backward(const struct kernel_batch_norm *layer, size_t first, size_t last, float *gradient,
                                float *gamma_gradient, float *beta_gradient, int needs_input_gradient);

// mask[i] = 0 with a probability of `threshold` / 2^32, else `scale`. Word i is word i % 4 of the Philox block whose counter is
// (i / 4, sample, epoch, purpose).
void kernel_dropout_mask(size_t count, uint64_t key, uint32_t sample, uint32_t epoch, uint32_t purpose, uint32_t threshold,
                         float scale, float *mask);

// y = max(y + bias, 0), or y + bias when `rectifies` is zero. NaN stays NaN.
void kernel_add_bias(size_t rows, size_t columns, const float *bias, int rectifies, float *y);

// gradient = 0 wherever the layer's output was 0.
void kernel_relu_backward(size_t count, const float *output, float *gradient);

// sums[column] = the sum over all rows.
void kernel_column_sums(size_t rows, size_t columns, const float *x, float *sums);

// velocity = momentum · velocity + gradient + decay · parameter; parameter −= rate · velocity.
void kernel_momentum_step(size_t count, float rate, float momentum, float decay, const float *gradient, float *velocity,
                          float *parameter);

// What does not change within a step of AdamW (torch.optim.AdamW): rate / (1 − first^t), 1 − rate · decay, √(1 − second^t).
struct kernel_adamw {
  float step_size, decay_factor, second_correction, first, second, epsilon;
};

// parameter *= decay_factor; mean and square move towards gradient and gradient²;
// parameter −= step_size · mean / (√square / second_correction + epsilon).
void kernel_adamw_step(const struct kernel_adamw *step, size_t count, const float *gradient, float *mean, float *square,
                       float *parameter);
