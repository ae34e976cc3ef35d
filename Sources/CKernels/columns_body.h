// The code of columns.h for vectors of LANES numbers, as CODE. pick(from, places) takes those of the 2 · LANES numbers from
// `from` on that the places name.
#include <string.h>

enum { REACH = 2 * LANES };

// All taps of a group of single numbers are picked from the same numbers; of a group of pixels, those of one tap.
INLINE size_t taps_at_once(size_t taps, size_t channels) { return channels == 1 ? taps : 1; }

// Whether what is picked at once for any group is within reach.
static bool fits(const struct kernel_lines *columns, size_t channels, size_t pixels) {
  size_t at_once = taps_at_once(columns->taps, channels);
  for (size_t first = 0; first < columns->count; first += pixels) {
    size_t last = smaller(first + pixels, columns->count) - 1;
    if (channels * ((size_t)(columns->starts[last] - columns->starts[first]) + at_once) > REACH) return false;
  }
  return true;
}

static bool plan(
    const struct kernel_lines *columns, size_t channels, float *memory, struct column_groups *groups) {
  size_t pixels = LANES / channels, taps = columns->taps;
  while (pixels >= COLUMNS_LEAST && !fits(columns, channels, pixels)) pixels--;
  if (pixels < COLUMNS_LEAST) return false;
  size_t count = (columns->count + pixels - 1) / pixels;
  // Vectors that lie across two cache lines take twice as long to load.
  float *weights = (float *)(((uintptr_t)memory + COLUMNS_ALIGNMENT - 1) / COLUMNS_ALIGNMENT * COLUMNS_ALIGNMENT);
  int32_t *places = (int32_t *)(weights + count * taps * LANES), *starts = places + count * LANES;
  memset(weights, 0, count * (taps * LANES + LANES + 1) * sizeof *memory);
  for (size_t group = 0; group < count; group++) {
    size_t first = group * pixels, last = smaller(first + pixels, columns->count);
    starts[group] = (int32_t)channels * (columns->starts[first] - (int32_t)columns->source_start);
    for (size_t x = first; x < last; x++) {
      for (size_t channel = 0; channel < channels; channel++) {
        size_t lane = channels * (x - first) + channel;
        places[group * LANES + lane] =
            (int32_t)channels * (columns->starts[x] - columns->starts[first]) + (int32_t)channel;
        for (size_t tap = 0; tap < taps; tap++)
          weights[(group * taps + tap) * LANES + lane] = columns->weights[x * taps + tap];
      }
    }
  }
  *groups = (struct column_groups){channels, pixels, count, channels * columns->count, starts, weights, places};
  return true;
}

typedef uint8_t bytes __attribute__((vector_size(LANES), aligned(1), may_alias));

INLINE bytes rounded(vector sum) {
  vector clamped = __builtin_elementwise_min(__builtin_elementwise_max(sum, (vector){0}), (vector){0} + 255);
  return __builtin_convertvector(__builtin_convertvector(clamped + 0.5f, mask), bytes);
}

// Two rows that are summed together: each weight is read once. The numbers of taps and channels are constants where the
// functions below are inlined.
struct pair {
  const float *first, *second;
  size_t taps, channels;
};

INLINE void add(
    struct pair rows, const float *weights, mask places, size_t tap, vector *first, vector *second) {
  vector weight = load(weights + tap * LANES);
  size_t place = rows.channels * (tap % taps_at_once(rows.taps, rows.channels)), start = rows.channels * tap - place;
  places += (int32_t)place;
  *first += weight * pick(rows.first + start, places);
  *second += weight * pick(rows.second + start, places);
}

// In the order of sum_pixels, so that the sums are the same.
INLINE void sum_group(
    struct pair rows, const struct column_groups *groups, size_t group, bytes *first, bytes *second) {
  const float *weights = groups->weights + group * rows.taps * LANES;
  mask places = (mask)load((const float *)(groups->places + group * LANES));
  rows.first += groups->starts[group];
  rows.second += groups->starts[group];
  vector first_even = {0}, second_even = {0}, first_odd = {0}, second_odd = {0};
  size_t tap = 0;
  for (; tap + 2 <= rows.taps; tap += 2) {
    add(rows, weights, places, tap, &first_even, &second_even);
    add(rows, weights, places, tap + 1, &first_odd, &second_odd);
  }
  if (tap < rows.taps) add(rows, weights, places, tap, &first_even, &second_even);
  *first = rounded(first_even + first_odd);
  *second = rounded(second_even + second_odd);
}

INLINE void sum_groups(
    struct pair rows, struct column_groups groups, uint8_t *first_result, uint8_t *second_result) {
  size_t step = groups.pixels * groups.channels, group = 0;
  bytes first, second;
  // Whole vectors: what is too much of them, the next group writes over.
  for (; group * step + LANES <= groups.numbers; group++) {
    sum_group(rows, &groups, group, &first, &second);
    *(bytes *)(first_result + group * step) = first;
    *(bytes *)(second_result + group * step) = second;
  }
  for (; group < groups.count; group++) {
    sum_group(rows, &groups, group, &first, &second);
    memcpy(first_result + group * step, &first, groups.numbers - group * step);
    memcpy(second_result + group * step, &second, groups.numbers - group * step);
  }
}

static void sum(
    const float *first, const float *second, size_t taps, const struct column_groups *groups, uint8_t *first_result,
    uint8_t *second_result) {
#define SUM_GROUPS(taps)                                                                                       \
  (groups->channels == 1 ? sum_groups((struct pair){first, second, taps, 1}, *groups, first_result, second_result) \
                         : sum_groups((struct pair){first, second, taps, 3}, *groups, first_result, second_result))
  switch (taps) {
    case 2: SUM_GROUPS(2); break;
    case 3: SUM_GROUPS(3); break;
    case 4: SUM_GROUPS(4); break;
    default: SUM_GROUPS(taps);
  }
#undef SUM_GROUPS
}

const struct columns_code CODE = {plan, sum};
