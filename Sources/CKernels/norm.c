#include <stdbool.h>
#include <string.h>

#include "CKernels.h"
#include "clones.h"
#include "inline.h"
#include "numbers.h"

// A loop over a part is compiled for both kinds of numbers, each activation, and with and without a second map: what is
// the same for all numbers is decided before the loop. DISPATCH calls function(numbers, activation, has, ...) with constants.
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
    if (has) DISPATCH_NUMBERS(function, (norm)->map, activation, true, norm, __VA_ARGS__); \
    else DISPATCH_NUMBERS(function, (norm)->map, activation, false, norm, __VA_ARGS__);    \
  } while (0)
#define DISPATCH_NUMBERS(function, map, ...)                                                              \
  do {                                                                                                    \
    if ((map).numbers == kernel_numbers_float32) function(kernel_numbers_float32, __VA_ARGS__);           \
    else function(kernel_numbers_bfloat16, __VA_ARGS__);                                                  \
  } while (0)

INLINE void sums_of_part(enum kernel_numbers numbers, struct kernel_map map, size_t part, const void *x,
                         double *restrict sums, double *restrict squares) {
  size_t i = part * map.positions * map.channels;
  memset(sums, 0, map.channels * sizeof *sums);
  memset(squares, 0, map.channels * sizeof *squares);
  for (size_t p = 0; p < map.positions; p++, i += map.channels)
    for (size_t c = 0; c < map.channels; c++) {
      double value = get(numbers, x, i + c);
      sums[c] += value;
      squares[c] += value * value;
    }
}

CLONES(void, kernel_map_sums,
       (struct kernel_map map, size_t first, size_t last, const void *x, double *sums, double *squares),
       (map, first, last, x, sums, squares)) {
  for (size_t part = first; part < last; part++)
    DISPATCH_NUMBERS(sums_of_part, map, map, part, x, sums + part * map.channels, squares + part * map.channels);
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

INLINE void forward_part(enum kernel_numbers numbers, enum kernel_activation activation, bool has_addend,
                         const struct kernel_norm *norm, size_t part, const void *x, const void *addend, void *y) {
  size_t channels = norm->map.channels, start = part * norm->map.positions * channels;
  const float *scale = norm->scale, *shift = norm->shift;
  for (size_t p = 0; p < norm->map.positions; p++, start += channels)
    for (size_t c = 0; c < channels; c++) {
      size_t i = start + c;
      float value = get(numbers, x, i) * scale[c] + shift[c];
      put(numbers, y, i, activate(activation, has_addend ? value + get(numbers, addend, i) : value));
    }
}

CLONES(void, kernel_norm_forward,
       (const struct kernel_norm *norm, size_t first, size_t last, const void *x, const void *addend, void *y),
       (norm, first, last, x, addend, y)) {
  for (size_t part = first; part < last; part++) DISPATCH(forward_part, norm, addend, part, x, addend, y);
}

// On the way back several maps are read at once, and processors do not fetch what comes next soon enough by themselves: a row
// of channels is gone through in pieces, and with each, what comes so many bytes later is fetched.
enum { PIECE = 64, AHEAD = 2048 };

INLINE void fetch_ahead(enum kernel_numbers numbers, const void *map, size_t index) {
  const char *address = (const char *)map + index * kernel_size_of(numbers) + AHEAD;
  for (size_t line = 0; line < PIECE * kernel_size_of(numbers); line += 64) __builtin_prefetch(address + line);
}

INLINE void backward_sums_of_part(enum kernel_numbers numbers, enum kernel_activation activation, bool has_result,
                                  const struct kernel_norm *norm, size_t part, const void *gradient, const void *x,
                                  const void *y, double *restrict sums, double *restrict products) {
  size_t channels = norm->map.channels, start = part * norm->map.positions * channels;
  const float *scale = norm->scale, *shift = norm->shift, *mean = norm->mean, *inverse = norm->inverse_deviation;
  memset(sums, 0, channels * sizeof *sums);
  memset(products, 0, channels * sizeof *products);
  for (size_t p = 0; p < norm->map.positions; p++, start += channels)
    for (size_t first = 0; first < channels; first += PIECE) {
      fetch_ahead(numbers, x, start + first);
      fetch_ahead(numbers, gradient, start + first);
      if (has_result) fetch_ahead(numbers, y, start + first);
      size_t last = smaller(first + PIECE, channels);
#pragma clang loop vectorize(assume_safety)
      for (size_t c = first; c < last; c++) {
        size_t i = start + c;
        float value = get(numbers, x, i);
        double d = passes(activation, has_result ? get(numbers, y, i) : value * scale[c] + shift[c])
                       ? get(numbers, gradient, i)
                       : 0;
        sums[c] += d;
        products[c] += d * ((value - mean[c]) * inverse[c]);
      }
    }
}

CLONES(void, kernel_norm_backward_sums,
       (const struct kernel_norm *norm, size_t first, size_t last, const void *gradient, const void *x, const void *y,
        double *sums, double *products),
       (norm, first, last, gradient, x, y, sums, products)) {
  for (size_t part = first; part < last; part++) {
    size_t vector = part * norm->map.channels;
    DISPATCH(backward_sums_of_part, norm, y, part, gradient, x, y, sums + vector, products + vector);
  }
}

enum addend_mode { no_addend, sets_addend, adds_to_addend };

// With a choice in the loop, or pointers of which the compiler does not know that they point to different places, there
// would be no vectors here, and it would take a hundred times as long.
INLINE void backward_part(enum kernel_numbers numbers, enum kernel_activation activation, bool accumulates,
                          const struct kernel_norm *norm, bool has_addend, size_t part, const void *x, const void *y,
                          const float *mean_gradient, const float *mean_product, void *gradient,
                          void *addend_gradient) {
  enum addend_mode mode = !has_addend ? no_addend : accumulates ? adds_to_addend : sets_addend;
  size_t channels = norm->map.channels, start = part * norm->map.positions * channels;
  const float *scale = norm->scale, *shift = norm->shift, *mean = norm->mean, *inverse = norm->inverse_deviation;
  for (size_t p = 0; p < norm->map.positions; p++, start += channels)
    for (size_t first = 0; first < channels; first += PIECE) {
      fetch_ahead(numbers, x, start + first);
      fetch_ahead(numbers, gradient, start + first);
      if (mode != no_addend) fetch_ahead(numbers, y, start + first);
      if (mode == adds_to_addend) fetch_ahead(numbers, addend_gradient, start + first);
      size_t last = smaller(first + PIECE, channels);
#pragma clang loop vectorize(assume_safety)
      for (size_t c = first; c < last; c++) {
        size_t i = start + c;
        float value = get(numbers, x, i);
        float d = passes(activation, mode == no_addend ? value * scale[c] + shift[c] : get(numbers, y, i))
                      ? get(numbers, gradient, i)
                      : 0;
        if (mode == sets_addend) put(numbers, addend_gradient, i, d);
        if (mode == adds_to_addend) put(numbers, addend_gradient, i, get(numbers, addend_gradient, i) + d);
        put(numbers, gradient, i, scale[c] * (d - mean_gradient[c] - (value - mean[c]) * inverse[c] * mean_product[c]));
      }
    }
}

CLONES(void, kernel_norm_backward,
       (const struct kernel_norm *norm, size_t first, size_t last, const void *x, const void *y,
        const float *mean_gradient, const float *mean_product, void *gradient, void *addend_gradient, bool accumulates),
       (norm, first, last, x, y, mean_gradient, mean_product, gradient, addend_gradient, accumulates)) {
  for (size_t part = first; part < last; part++) {
    if (addend_gradient)
      DISPATCH(backward_part, norm, accumulates, true, part, x, y, mean_gradient, mean_product, gradient,
               addend_gradient);
    else
      DISPATCH(backward_part, norm, false, false, part, x, y, mean_gradient, mean_product, gradient, addend_gradient);
  }
}

// The gradient goes to all positions, and in each channel once more to that of the maximum.
INLINE void pool_backward_part(enum kernel_numbers numbers, struct kernel_map map, size_t part, const void *x,
                               const float *of_maximum, const float *of_mean, void *gradient) {
  size_t start = part * map.positions * map.channels, end = start + map.positions * map.channels;
  for (size_t first = 0; first < map.channels; first += PIECE) {
    size_t count = smaller(PIECE, map.channels - first);
    float maxima[PIECE];
    uint32_t places[PIECE] = {0};
    for (size_t c = 0; c < count; c++) maxima[c] = get(numbers, x, start + first + c);
    uint32_t place = 0;
    for (size_t i = start + first; i < end; i += map.channels, place++)
#pragma clang loop vectorize(assume_safety)
      for (size_t c = 0; c < count; c++) {
        float value = get(numbers, x, i + c);
        places[c] = value > maxima[c] ? place : places[c];
        maxima[c] = value > maxima[c] ? value : maxima[c];
        put(numbers, gradient, i + c, of_mean[first + c] / (float)map.positions);
      }
    for (size_t c = 0; c < count; c++) {
      float share = of_mean[first + c] / (float)map.positions;
      put(numbers, gradient, start + places[c] * map.channels + first + c, share + of_maximum[first + c]);
    }
  }
}

CLONES(void, kernel_pool_backward,
       (struct kernel_map map, size_t first, size_t last, const void *x, const float *rows, void *gradient),
       (map, first, last, x, rows, gradient)) {
  for (size_t part = first; part < last; part++) {
    const float *row = rows + part * 2 * map.channels;
    DISPATCH_NUMBERS(pool_backward_part, map, map, part, x, row, row + map.channels, gradient);
  }
}

INLINE void accumulate(enum kernel_numbers numbers, size_t first, size_t last, const void *x, void *y) {
  for (size_t i = first; i < last; i++) put(numbers, y, i, get(numbers, y, i) + get(numbers, x, i));
}

CLONES(void, kernel_accumulate,
       (struct kernel_map map, size_t first, size_t last, const void *x, void *y),
       (map, first, last, x, y)) {
  size_t count = map.positions * map.channels;
  DISPATCH_NUMBERS(accumulate, map, first * count, last * count, x, y);
}
