#include <stdbool.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"

#define INLINE static inline __attribute__((always_inline))

// A loop over a part is compiled for each width of a vector, each activation, and with and without a second map: what is
// the same for all numbers is decided before the loop. DISPATCH calls function(block, activation, has, ...) with constants.
#define DISPATCH(function, norm, has, ...)                                                                  \
  do {                                                                                                      \
    switch ((norm)->activation) {                                                                           \
      case kernel_activation_none: DISPATCH_HAS(function, norm, kernel_activation_none, has, __VA_ARGS__); break; \
      case kernel_activation_relu: DISPATCH_HAS(function, norm, kernel_activation_relu, has, __VA_ARGS__); break; \
      default: DISPATCH_HAS(function, norm, kernel_activation_relu6, has, __VA_ARGS__);                     \
    }                                                                                                       \
  } while (0)
#define DISPATCH_HAS(function, norm, activation, has, ...)                        \
  do {                                                                            \
    if (has) DISPATCH_BLOCK(function, norm, activation, true, __VA_ARGS__);       \
    else DISPATCH_BLOCK(function, norm, activation, false, __VA_ARGS__);          \
  } while (0)
#define DISPATCH_BLOCK(function, norm, activation, has, ...)                            \
  do {                                                                                  \
    if ((norm)->map.block == 16) function(16, activation, has, norm, __VA_ARGS__);      \
    else if ((norm)->map.block == 8) function(8, activation, has, norm, __VA_ARGS__);   \
    else function((norm)->map.block, activation, has, norm, __VA_ARGS__);               \
  } while (0)

// Where a part begins, and its first channel.
struct place {
  size_t offset, channel;
};

INLINE struct place place_of(struct kernel_map map, size_t part) {
  return (struct place){part * map.positions * map.block, part % map.blocks * map.block};
}

INLINE void sums_of_part(size_t block, size_t positions, const float *x, double *restrict sums,
                         double *restrict squares) {
  memset(sums, 0, block * sizeof *sums);
  memset(squares, 0, block * sizeof *squares);
  for (size_t p = 0; p < positions; p++, x += block)
    for (size_t c = 0; c < block; c++) {
      double value = x[c];
      sums[c] += value;
      squares[c] += value * value;
    }
}

CLONES(void, kernel_map_sums,
       (struct kernel_map map, size_t first, size_t last, const float *x, double *sums, double *squares),
       (map, first, last, x, sums, squares)) {
  for (size_t part = first; part < last; part++) {
    const float *values = x + place_of(map, part).offset;
    double *sum = sums + part * map.block, *square = squares + part * map.block;
    if (map.block == 16) sums_of_part(16, map.positions, values, sum, square);
    else if (map.block == 8) sums_of_part(8, map.positions, values, sum, square);
    else sums_of_part(map.block, map.positions, values, sum, square);
  }
}

// Not a number stays one.
INLINE float activate(enum kernel_activation activation, float value) {
  if (activation == kernel_activation_none) return value;
  value = value < 0 ? 0 : value;
  return activation == kernel_activation_relu6 && value > 6 ? 6 : value;
}

// Whether the gradient passes: not at the limits, as in PyTorch's relu and relu6 (hardtanh).
INLINE bool passes(enum kernel_activation activation, float y) {
  if (activation == kernel_activation_none) return true;
  return activation == kernel_activation_relu6 ? y > 0 && y < 6 : y > 0;
}

INLINE void forward_part(size_t block, enum kernel_activation activation, bool has_addend, const struct kernel_norm *norm,
                         struct place place, const float *x, const float *addend, float *y) {
  const float *scale = norm->scale + place.channel, *shift = norm->shift + place.channel;
  for (size_t p = 0; p < norm->map.positions; p++)
    for (size_t c = 0; c < block; c++) {
      size_t i = place.offset + p * block + c;
      float value = x[i] * scale[c] + shift[c];
      y[i] = activate(activation, has_addend ? value + addend[i] : value);
    }
}

CLONES(void, kernel_norm_forward,
       (const struct kernel_norm *norm, size_t first, size_t last, const float *x, const float *addend, float *y),
       (norm, first, last, x, addend, y)) {
  for (size_t part = first; part < last; part++)
    DISPATCH(forward_part, norm, addend, place_of(norm->map, part), x, addend, y);
}

INLINE void backward_sums_of_part(size_t block, enum kernel_activation activation, bool has_result,
                                  const struct kernel_norm *norm, struct place place, const float *gradient,
                                  const float *x, const float *y, double *restrict sums, double *restrict products) {
  const float *scale = norm->scale + place.channel, *shift = norm->shift + place.channel;
  const float *mean = norm->mean + place.channel, *inverse = norm->inverse_deviation + place.channel;
  memset(sums, 0, block * sizeof *sums);
  memset(products, 0, block * sizeof *products);
  for (size_t p = 0; p < norm->map.positions; p++)
    for (size_t c = 0; c < block; c++) {
      size_t i = place.offset + p * block + c;
      double d = passes(activation, has_result ? y[i] : x[i] * scale[c] + shift[c]) ? gradient[i] : 0;
      sums[c] += d;
      products[c] += d * ((x[i] - mean[c]) * inverse[c]);
    }
}

CLONES(void, kernel_norm_backward_sums,
       (const struct kernel_norm *norm, size_t first, size_t last, const float *gradient, const float *x,
        const float *y, double *sums, double *products),
       (norm, first, last, gradient, x, y, sums, products)) {
  for (size_t part = first; part < last; part++) {
    size_t vector = part * norm->map.block;
    DISPATCH(backward_sums_of_part, norm, y, place_of(norm->map, part), gradient, x, y, sums + vector,
             products + vector);
  }
}

enum addend_mode { no_addend, sets_addend, adds_to_addend };

// With a choice in the loop, or pointers of which the compiler does not know that they point to different places, there
// would be no vectors here, and it would take a hundred times as long.
INLINE void backward_part(size_t block, enum kernel_activation activation, bool accumulates,
                          const struct kernel_norm *norm, bool has_addend, struct place place, const float *x,
                          const float *y, const float *mean_gradient, const float *mean_product, float *gradient,
                          float *addend_gradient) {
  enum addend_mode mode = !has_addend ? no_addend : accumulates ? adds_to_addend : sets_addend;
  const float *scale = norm->scale + place.channel, *shift = norm->shift + place.channel;
  const float *mean = norm->mean + place.channel, *inverse = norm->inverse_deviation + place.channel;
  for (size_t p = 0; p < norm->map.positions; p++) {
    size_t start = place.offset + p * block;
#pragma clang loop vectorize(assume_safety)
    for (size_t c = 0; c < block; c++) {
      size_t i = start + c;
      float d = passes(activation, mode == no_addend ? x[i] * scale[c] + shift[c] : y[i]) ? gradient[i] : 0;
      if (mode == sets_addend) addend_gradient[i] = d;
      if (mode == adds_to_addend) addend_gradient[i] += d;
      gradient[i] = scale[c] * (d - mean_gradient[c] - (x[i] - mean[c]) * inverse[c] * mean_product[c]);
    }
  }
}

CLONES(void, kernel_norm_backward,
       (const struct kernel_norm *norm, size_t first, size_t last, const float *x, const float *y,
        const float *mean_gradient, const float *mean_product, float *gradient, float *addend_gradient,
        bool accumulates),
       (norm, first, last, x, y, mean_gradient, mean_product, gradient, addend_gradient, accumulates)) {
  for (size_t part = first; part < last; part++) {
    struct place place = place_of(norm->map, part);
    const float *means = mean_gradient + place.channel, *products = mean_product + place.channel;
    if (addend_gradient)
      DISPATCH(backward_part, norm, accumulates, true, place, x, y, means, products, gradient, addend_gradient);
    else
      DISPATCH(backward_part, norm, false, false, place, x, y, means, products, gradient, addend_gradient);
  }
}

CLONES(void, kernel_pool_backward,
       (struct kernel_map map, size_t first, size_t last, const float *x, const float *rows, float *gradient),
       (map, first, last, x, rows, gradient)) {
  size_t channels = map.blocks * map.block;
  for (size_t part = first; part < last; part++) {
    struct place place = place_of(map, part);
    const float *of_maximum = rows + part / map.blocks * 2 * channels + place.channel, *of_mean = of_maximum + channels;
    for (size_t c = 0; c < map.block; c++) {
      const float *values = x + place.offset + c;
      float *result = gradient + place.offset + c, share = of_mean[c] / (float)map.positions;
      size_t largest = 0;
      for (size_t p = 0; p < map.positions; p++) {
        if (values[p * map.block] > values[largest * map.block]) largest = p;
        result[p * map.block] = share;
      }
      result[largest * map.block] += of_maximum[c];
    }
  }
}

CLONES(void, kernel_accumulate, (size_t count, const float *x, float *y), (count, x, y)) {
  for (size_t i = 0; i < count; i++) y[i] += x[i];
}
