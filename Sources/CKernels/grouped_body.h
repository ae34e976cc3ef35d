// Grouped 3×3 convolutions, written once for all instruction sets. A file that includes it defines before: CODE, the name of
// its grouped_code; LANES, the floats of a vector; STRIP, the results of a row whose sums fit the registers.
//
// A vector holds channels of one position: those of several groups, where groups are narrow. Input channel by channel, the
// number of each group is copied to all lanes of the group, and multiplied with the weights of as many outputs.
#include "vectors.h"

// What is beyond the border.
static const float zeros[GROUP_CHANNELS] __attribute__((aligned(64)));

#if LANES > 4
#define LANE(i, width, channel) ((i) / (width) * (width) + (channel) % (width))
#define FOUR_LANES(i, width, channel) \
  LANE(i, width, channel), LANE(i + 1, width, channel), LANE(i + 2, width, channel), LANE(i + 3, width, channel)
#define EIGHT_LANES(i, width, channel) FOUR_LANES(i, width, channel), FOUR_LANES(i + 4, width, channel)
#if LANES == 16
#define SPREAD(width, channel) \
  __builtin_shufflevector(value, value, EIGHT_LANES(0, width, channel), EIGHT_LANES(8, width, channel))
#else
#define SPREAD(width, channel) __builtin_shufflevector(value, value, EIGHT_LANES(0, width, channel))
#endif
#define SPREAD_CASE(channel) \
  case channel: return width == 4 ? SPREAD(4, channel) : SPREAD(8, channel)
#endif

// Returns in each lane the number `channel` of that lane's group of `width` channels; x[channel], where groups are as wide as
// a vector.
INLINE vector spread(const float *x, size_t width, size_t channel) {
#if LANES > 4
  if (width < LANES) {
    vector value = load(x);
    switch (channel) {
      SPREAD_CASE(0); SPREAD_CASE(1); SPREAD_CASE(2); SPREAD_CASE(3);
      SPREAD_CASE(4); SPREAD_CASE(5); SPREAD_CASE(6); SPREAD_CASE(7);
    }
  }
#endif
  return x[channel] - (vector){0};
}

// While a row is computed, what the next one reads and writes is brought nearer: the channels of a vector lie too far apart
// at neighbouring positions for processors to do it by themselves, soon enough. What is beyond the map's end does no harm.

// Fetches part `number` of `parts` of `count` numbers, to read or to write them.
INLINE void fetch_part(const float *numbers, size_t count, size_t number, size_t parts, bool writes) {
  enum { line = 64 / sizeof(float) };
  const float *end = numbers + count * (number + 1) / parts;
  for (const float *next = numbers + count * number / parts; next < end; next += line)
    if (writes) __builtin_prefetch(next, 1);
    else __builtin_prefetch(next);
}

// Fetches the channels of a vector at `count` positions.
INLINE void fetch_vectors(const float *map, size_t count, size_t pitch) {
  for (size_t i = 0; i < count; i++) __builtin_prefetch(map + i * pitch);
}

// The inputs of a row that a strip of results needs. The first and the last may be beyond the border.
struct inputs {
  const float *first, *second, *last;
};

// Adds what one channel of a row of inputs gives to the `count` results of a strip; the weights of its taps are [3][LANES].
INLINE void add_row(size_t count, size_t stride, size_t width, size_t channel, struct inputs inputs, size_t pitch,
                    const float *weights, vector *sums) {
  vector taps[3] = {load(weights), load(weights + LANES), load(weights + 2 * LANES)};
  size_t end = (count - 1) * stride + 2;
#pragma clang loop unroll(full)
  for (size_t i = 0; i <= end; i++) {
    vector x = spread(i == 0 ? inputs.first : i == end ? inputs.last : inputs.second + (i - 1) * pitch, width, channel);
#pragma clang loop unroll(full)
    for (size_t tap = 0; tap < 3; tap++)
      if (i >= tap && (i - tap) % stride == 0 && (i - tap) / stride < count) sums[(i - tap) / stride] += x * taps[tap];
  }
}

// Results that are computed together: those of LANES channels from `channel` on, in a strip of a row from `column` on.
struct place {
  size_t image, row, column, channel;
};

// Computes a strip of `count` results. `width` is the channels of a group, or LANES where they are more.
INLINE void convolve_strip(const struct kernel_grouped *c, size_t count, size_t stride, size_t width, struct place place,
                           const float *x, const float *weights, const float *bias, float *y) {
  size_t pitch = c->channels, group = pitch / c->groups, side = kernel_grouped_side(c);
  vector sums[STRIP];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < count; i++) sums[i] = bias ? load(bias + place.channel) : (vector){0};
  size_t column = place.column * stride, channel = place.channel / group * group;
  if (width < LANES) channel = place.channel;
  weights += place.channel * group * 9;
  for (size_t tap = 0; tap < 3; tap++, weights += group * 3 * LANES) {
    // Before the first one is a very large number. What is beyond the border changes addresses, and not what is done with
    // them: sums stay in registers where nothing branches.
    size_t row = place.row * stride + tap - 1;
    if (row >= c->side) continue;
    const float *second = x + ((place.image * c->side + row) * c->side + column) * pitch + channel;
    bool has_first = column > 0, has_last = column + (count - 1) * stride + 1 < c->side;
    struct inputs inputs = {has_first ? second - pitch : zeros, second,
                            has_last ? second + ((count - 1) * stride + 1) * pitch : zeros};
    if (width < LANES) {
#pragma clang loop unroll(full)
      for (size_t i = 0; i < width; i++) add_row(count, stride, width, i, inputs, pitch, weights + i * 3 * LANES, sums);
    } else {
#pragma clang loop unroll(disable)
      for (size_t i = 0; i < group; i++) add_row(count, stride, width, i, inputs, pitch, weights + i * 3 * LANES, sums);
    }
  }
  y += ((place.image * side + place.row) * side + place.column) * pitch + place.channel;
#pragma clang loop unroll(full)
  for (size_t i = 0; i < count; i++) store(y + i * pitch, c->rectifies ? rectify(sums[i]) : sums[i]);
}

// Computes rows in strips of `count` results; the last of a row begins earlier where it would not fit.
INLINE void convolve_strips(const struct kernel_grouped *c, size_t count, size_t stride, size_t width, size_t first,
                            size_t last, const float *x, const float *weights, const float *bias, float *y) {
  size_t side = kernel_grouped_side(c), inputs = c->side * c->channels, results = side * c->channels;
  size_t parts = (side + count - 1) / count * (c->channels / LANES);
  for (size_t row = first; row < last; row++) {
    // The rows under the lowest taps.
    const float *next = x + (row / side * c->side + row % side * stride + 2) * inputs;
    size_t part = 0;
    for (size_t channel = 0; channel < c->channels; channel += LANES)
      for (size_t column = 0; column < side; column += count, part++) {
        fetch_part(next, inputs * stride, part, parts, false);
        fetch_part(y + (row + 1) * results, results, part, parts, true);
        struct place place = {row / side, row % side, column + count > side ? side - count : column, channel};
        convolve_strip(c, count, stride, width, place, x, weights, bias, y);
      }
  }
}

INLINE void convolve_stride(const struct kernel_grouped *c, size_t count, size_t stride, size_t first, size_t last,
                            const float *x, const float *weights, const float *bias, float *y) {
  size_t width = c->channels / c->groups;
  if (width >= LANES) convolve_strips(c, count, stride, LANES, first, last, x, weights, bias, y);
  else if (width == 4) convolve_strips(c, count, stride, 4, first, last, x, weights, bias, y);
  else convolve_strips(c, count, stride, 8, first, last, x, weights, bias, y);
}

// The strips that there is code for, and that a row of results is long enough for: those with which the fewest inputs are read.
static size_t strip_of(size_t side) {
  static const size_t counts[] = {14, 10, 8, 7, 4, 1};
  size_t best = 1, fewest = SIZE_MAX;
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
    size_t count = counts[i], inputs = (side + count - 1) / count * (count + 2);
    if (count > STRIP || count > side || inputs >= fewest) continue;
    best = count;
    fewest = inputs;
  }
  return best;
}

static void convolve(const struct kernel_grouped *c, size_t first, size_t last, const float *x, const float *weights,
                     const float *bias, float *y) {
#define STRIP_CASE(count)                                                               \
  case count:                                                                           \
    if (c->stride == 1) convolve_stride(c, count, 1, first, last, x, weights, bias, y); \
    else convolve_stride(c, count, 2, first, last, x, weights, bias, y);                \
    break
  switch (strip_of(kernel_grouped_side(c))) {
    STRIP_CASE(1); STRIP_CASE(4); STRIP_CASE(7); STRIP_CASE(8);
#if STRIP > 8
    STRIP_CASE(10); STRIP_CASE(14);
#endif
  }
#undef STRIP_CASE
}

// Adds what one channel of a row of results' gradients gives to `count` gradients of sources, of which there are two for each of
// them: of the three that a result came from, the first and the last are between two results. Weights are transposed.
INLINE void add_row_between(size_t count, size_t width, size_t channel, const float *gradient, size_t pitch, size_t results,
                            const float *weights, vector *sums) {
  vector taps[3] = {load(weights), load(weights + LANES), load(weights + 2 * LANES)};
#pragma clang loop unroll(full)
  for (size_t i = 0; i <= count / 2; i++) {
    vector value = spread(i < results ? gradient + i * pitch : zeros, width, channel);
#pragma clang loop unroll(full)
    for (size_t tap = 0; tap < 3; tap++)
      if (2 * i + 1 >= tap && 2 * i + 1 - tap < count) sums[2 * i + 1 - tap] += value * taps[tap];
  }
}

// Computes a strip of the gradients of sources, of stride 2; what of it is beyond the end of a row is left out.
INLINE void convolve_strip_back(const struct kernel_grouped *c, size_t width, struct place place, const float *gradient,
                                const float *weights, float *result) {
  enum { count = STRIP / 2 * 2 };
  size_t pitch = c->channels, group = pitch / c->groups, side = kernel_grouped_side(c);
  vector sums[count];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < count; i++) sums[i] = (vector){0};
  size_t column = place.column / 2, channel = width < LANES ? place.channel : place.channel / group * group;
  weights += place.channel * group * 9;
  for (size_t tap = 0; tap < 3; tap++, weights += group * 3 * LANES) {
    size_t row = (place.row + tap - 1) / 2;
    // Before the first one is a very large number.
    if ((place.row + tap) % 2 == 0 || row >= side) continue;
    const float *gradients = gradient + ((place.image * side + row) * side + column) * pitch + channel;
    if (width < LANES) {
#pragma clang loop unroll(full)
      for (size_t i = 0; i < width; i++)
        add_row_between(count, width, i, gradients, pitch, side - column, weights + i * 3 * LANES, sums);
    } else {
#pragma clang loop unroll(disable)
      for (size_t i = 0; i < group; i++)
        add_row_between(count, width, i, gradients, pitch, side - column, weights + i * 3 * LANES, sums);
    }
  }
  result += ((place.image * c->side + place.row) * c->side + place.column) * pitch + place.channel;
#pragma clang loop unroll(full)
  for (size_t i = 0; i < count; i++)
    if (place.column + i < c->side) store(result + i * pitch, sums[i]);
}

INLINE void convolve_strips_back(const struct kernel_grouped *c, size_t width, size_t first, size_t last,
                                 const float *gradient, const float *weights, float *result) {
  enum { count = STRIP / 2 * 2 };
  size_t side = kernel_grouped_side(c), gradients = side * c->channels, results = c->side * c->channels;
  size_t parts = (c->side + count - 1) / count * (c->channels / LANES);
  for (size_t row = first; row < last; row++) {
    const float *next = gradient + (row / c->side * side + row % c->side / 2 + 2) * gradients;
    size_t part = 0;
    for (size_t channel = 0; channel < c->channels; channel += LANES)
      for (size_t column = 0; column < c->side; column += count, part++) {
        // Two rows need the same gradients.
        if (row % 2 == 0) fetch_part(next, gradients, part, parts, false);
        fetch_part(result + (row + 1) * results, results, part, parts, true);
        struct place place = {row / c->side, row % c->side, column, channel};
        convolve_strip_back(c, width, place, gradient, weights, result);
      }
  }
}

static void convolve_back(const struct kernel_grouped *c, size_t first, size_t last, const float *gradient,
                          const float *weights, float *result) {
  size_t width = c->channels / c->groups;
  if (width >= LANES) convolve_strips_back(c, LANES, first, last, gradient, weights, result);
  else if (width == 4) convolve_strips_back(c, 4, first, last, gradient, weights, result);
  else convolve_strips_back(c, 8, first, last, gradient, weights, result);
}

// The inputs of a group whose gradients are computed together: with three taps each, as many sums as registers have room for.
enum { INPUTS = 4 };

// Adds what one row of gradients and one of inputs give to the gradients of the weights of a row of taps, of INPUTS inputs from
// `channel` on: totals [INPUTS][3][LANES].
INLINE void add_row_gradient(const struct kernel_grouped *c, size_t stride, size_t width, size_t channel, const float *x,
                             const float *gradient, float *totals) {
  size_t pitch = c->channels, side = kernel_grouped_side(c);
  vector sums[INPUTS][3];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < INPUTS; i++)
#pragma clang loop unroll(full)
    for (size_t tap = 0; tap < 3; tap++) sums[i][tap] = load(totals + (i * 3 + tap) * LANES);
  vector before = {0}, here = load(gradient);
  for (size_t column = 0; column < side; column++) {
    vector after = column + 1 < side ? load(gradient + (column + 1) * pitch) : (vector){0};
    // The input under the middle tap of this result, and the one after it, which belongs to two results.
    const float *middle = x + column * stride * pitch;
    if (stride == 1) {
#pragma clang loop unroll(full)
      for (size_t i = 0; i < INPUTS; i++) {
        vector value = spread(middle, width, channel + i);
        sums[i][0] += value * after;
        sums[i][1] += value * here;
        sums[i][2] += value * before;
      }
    } else {
      const float *right = column * stride + 1 < c->side ? middle + pitch : zeros;
#pragma clang loop unroll(full)
      for (size_t i = 0; i < INPUTS; i++) {
        vector value = spread(right, width, channel + i);
        sums[i][0] += value * after;
        sums[i][1] += spread(middle, width, channel + i) * here;
        sums[i][2] += value * here;
      }
    }
    before = here;
    here = after;
  }
#pragma clang loop unroll(full)
  for (size_t i = 0; i < INPUTS; i++)
#pragma clang loop unroll(full)
    for (size_t tap = 0; tap < 3; tap++) store(totals + (i * 3 + tap) * LANES, sums[i][tap]);
}

// Adds what the images first..<last give to the gradients of the weights of LANES outputs: totals
// [3][inputs of a group][3][LANES].
INLINE void add_gradients(const struct kernel_grouped *c, size_t stride, size_t width, size_t channel, size_t first,
                          size_t last, const float *x, const float *gradient, float *totals) {
  size_t pitch = c->channels, group = pitch / c->groups, side = kernel_grouped_side(c);
  size_t source = width < LANES ? channel : channel / group * group;
  for (size_t row = first * side; row < last * side; row++) {
    size_t next = row / side * c->side + row % side * stride + 2;
    fetch_vectors(gradient + (row + 1) * side * pitch + channel, side, pitch);
    fetch_vectors(x + next * c->side * pitch + channel, c->side * stride, pitch);
    for (size_t tap = 0; tap < 3; tap++) {
      // Before the first one is a very large number.
      size_t source_row = row % side * stride + tap - 1;
      if (source_row >= c->side) continue;
      const float *inputs = x + (row / side * c->side + source_row) * c->side * pitch + source;
      const float *gradients = gradient + row * side * pitch + channel;
      float *sums = totals + tap * group * 3 * LANES;
      if (width < LANES) {
#pragma clang loop unroll(full)
        for (size_t i = 0; i < width; i += INPUTS)
          add_row_gradient(c, stride, width, i, inputs, gradients, sums + i * 3 * LANES);
      } else {
#pragma clang loop unroll(disable)
        for (size_t i = 0; i < group; i += INPUTS)
          add_row_gradient(c, stride, width, i, inputs, gradients, sums + i * 3 * LANES);
      }
    }
  }
}

INLINE void add_gradients_of_stride(const struct kernel_grouped *c, size_t stride, size_t channel, size_t first,
                                    size_t last, const float *x, const float *gradient, float *totals) {
  size_t width = c->channels / c->groups;
  if (width >= LANES) add_gradients(c, stride, LANES, channel, first, last, x, gradient, totals);
  else if (width == 4) add_gradients(c, stride, 4, channel, first, last, x, gradient, totals);
  else add_gradients(c, stride, 8, channel, first, last, x, gradient, totals);
}

static void add_weight_gradient(const struct kernel_grouped *c, size_t channel, size_t first, size_t last, const float *x,
                                const float *gradient, float *totals) {
  if (c->stride == 1) add_gradients_of_stride(c, 1, channel, first, last, x, gradient, totals);
  else add_gradients_of_stride(c, 2, channel, first, last, x, gradient, totals);
}

const struct grouped_code CODE = {LANES, convolve, convolve_back, add_weight_gradient};
