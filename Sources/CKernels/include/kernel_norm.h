// Batch norm, and what follows it in a network (a sum, ReLU or ReLU6), forward and backward on maps of features.
//
// A map is `images` parts of `positions` × `channels` numbers (nhwc). Functions work on the parts first..<last, so that
// threads share a map; sums are kept for each part on its own, so that results do not depend on how it was shared.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "kernel_numbers.h"

struct kernel_map {
  enum kernel_numbers numbers;
  size_t images, positions, channels;
};

// What limits a sum: nothing, max(x, 0), or min(max(x, 0), 6).
enum kernel_activation { kernel_activation_none, kernel_activation_relu, kernel_activation_relu6 };

// One normalisation: vectors have a number for each channel.
struct kernel_norm {
  struct kernel_map map;
  enum kernel_activation activation;
  const float *scale, *shift;     // the result is activation(x · scale + shift + addend)
  const float *mean;              // what x was centred by, and
  const float *inverse_deviation; // scaled by; backward only
};

// sums[part][channel] = Σ x, and squares likewise Σ x², in double precision.
void kernel_map_sums(struct kernel_map map, size_t first, size_t last, const void *x, double *sums, double *squares);

// y = activation(x · scale + shift + addend); the addend may be null, y may be x.
void kernel_norm_forward(const struct kernel_norm *norm, size_t first, size_t last, const void *x, const void *addend,
                         void *y);

// With d = the gradient of what the activation takes: sums[part][channel] = Σ d, products = Σ d · x̂, where
// x̂ = (x − mean) · inverse_deviation. `y` is what forward gave, or null where it is computed anew (without an addend).
void kernel_norm_backward_sums(const struct kernel_norm *norm, size_t first, size_t last, const void *gradient,
                               const void *x, const void *y, double *sums, double *products);

// gradient = scale · (d − mean_gradient − x̂ · mean_product), in place; where the statistics were constants, both are 0.
// Where there was an addend, `y` is what forward gave, and addend_gradient becomes d, or grows by it if `accumulates`;
// otherwise both are null.
void kernel_norm_backward(const struct kernel_norm *norm, size_t first, size_t last, const void *x, const void *y,
                          const float *mean_gradient, const float *mean_product, void *gradient,
                          void *addend_gradient, bool accumulates);

// The gradient of a map from those of its pools: the first largest position of each channel gets that of the maximum,
// every position its part of that of the mean. A row is as kernel_pool writes it.
void kernel_pool_backward(struct kernel_map map, size_t first, size_t last, const void *x, const float *rows,
                          void *gradient);

// y += x.
void kernel_accumulate(struct kernel_map map, size_t first, size_t last, const void *x, void *y);
