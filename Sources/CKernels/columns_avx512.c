#include "columns.h"

enum { LANES = 16, REACH = 2 * LANES, MOST_PIXELS = LANES / 3, LEAST_PIXELS = 3 };

size_t column_groups_room(const struct kernel_lines *columns) {
  return (columns->count / LEAST_PIXELS + 1) * (columns->taps * LANES + LANES + 1);
}

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

static size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

// Whether the same tap of all pixels of any group is within reach of that of its first one.
static bool fits(const struct kernel_lines *columns, size_t pixels) {
  for (size_t first = 0; first < columns->count; first += pixels) {
    size_t last = smaller(first + pixels, columns->count) - 1;
    if (3 * (columns->starts[last] - columns->starts[first]) + 3 > REACH) return false;
  }
  return true;
}

bool column_groups_plan(const struct kernel_lines *columns, float *memory, struct column_groups *groups) {
  size_t pixels = MOST_PIXELS, taps = columns->taps;
  if (kernel_chosen_instructions() != kernel_instructions_avx512) return false;
  while (pixels >= LEAST_PIXELS && !fits(columns, pixels)) pixels--;
  if (pixels < LEAST_PIXELS) return false;
  size_t count = (columns->count + pixels - 1) / pixels;
  float *weights = memory;
  int32_t *places = (int32_t *)(weights + count * taps * LANES), *starts = places + count * LANES;
  memset(memory, 0, column_groups_room(columns) * sizeof *memory);
  for (size_t x = 0; x < columns->count; x++) {
    size_t group = x / pixels, first = group * pixels;
    if (x == first) starts[group] = 3 * (columns->starts[x] - (int32_t)columns->source_start);
    for (size_t channel = 0; channel < 3; channel++) {
      size_t lane = 3 * (x - first) + channel;
      places[group * LANES + lane] = 3 * (columns->starts[x] - columns->starts[first]) + (int32_t)channel;
      for (size_t tap = 0; tap < taps; tap++)
        weights[(group * taps + tap) * LANES + lane] = columns->weights[x * taps + tap];
    }
  }
  *groups = (struct column_groups){pixels, count, starts, weights, places};
  return true;
}

#define VECTORS __attribute__((target("arch=x86-64-v4")))

VECTORS static inline __m512 pick(const float *from, __m512i places) {
  return _mm512_permutex2var_ps(_mm512_loadu_ps(from), places, _mm512_loadu_ps(from + LANES));
}

// In the order of sum_pixels, so that the sums are the same. The number of taps is a constant where this is inlined.
VECTORS static inline __attribute__((always_inline)) void sum_groups(
    const float *row, size_t taps, struct column_groups groups, uint8_t *result) {
  const __m512 zero = _mm512_setzero_ps(), most = _mm512_set1_ps(255), half = _mm512_set1_ps(0.5f);
  for (size_t group = 0; group < groups.count; group++, result += 3 * groups.pixels) {
    const float *source = row + groups.starts[group], *weights = groups.weights + group * taps * LANES;
    __m512i places = _mm512_loadu_si512(groups.places + group * LANES);
    __m512 even = zero, odd = zero;
    for (size_t tap = 0; tap < taps; tap++) {
      __m512 weight = _mm512_loadu_ps(weights + tap * LANES), values = pick(source + 3 * tap, places);
      if (tap % 2 == 0) even = _mm512_fmadd_ps(weight, values, even);
      if (tap % 2 == 1) odd = _mm512_fmadd_ps(weight, values, odd);
    }
    __m512 sum = _mm512_min_ps(_mm512_max_ps(_mm512_add_ps(even, odd), zero), most);
    __m512i rounded = _mm512_cvttps_epi32(_mm512_add_ps(sum, half));
    _mm_storeu_si128((__m128i_u *)result, _mm512_cvtepi32_epi8(rounded));
  }
}

VECTORS void sum_column_groups(const float *row, size_t taps, const struct column_groups *groups, uint8_t *result) {
  switch (taps) {
    case 2: sum_groups(row, 2, *groups, result); break;
    case 3: sum_groups(row, 3, *groups, result); break;
    case 4: sum_groups(row, 4, *groups, result); break;
    default: sum_groups(row, taps, *groups, result);
  }
}
#else
bool column_groups_plan(const struct kernel_lines *columns, float *memory, struct column_groups *groups) {
  (void)columns, (void)memory, (void)groups;
  return false;
}

void sum_column_groups(const float *row, size_t taps, const struct column_groups *groups, uint8_t *result) {
  (void)row, (void)taps, (void)groups, (void)result;
}
#endif
