// Places of tiles in maps, and how the numbers under a tile are transformed, for one instruction set.
#include "vectors.h"

// Two vectors of results a row keep both multipliers busy, and leave registers for as many rows as hide their latency.
enum { PANEL = 2 * LANES };

// Bᵀ of the paper, once along six numbers.
INLINE void transform_input(const vector d[WINDOW], vector result[WINDOW]) {
  const float near2 = NEAR * NEAR, far2 = FAR * FAR;
  vector near_even = d[4] - far2 * d[2], near_odd = d[3] - far2 * d[1];
  vector far_even = d[4] - near2 * d[2], far_odd = d[3] - near2 * d[1];
  result[0] = near2 * far2 * d[0] + (d[4] - (near2 + far2) * d[2]);
  result[1] = near_even + NEAR * near_odd;
  result[2] = near_even - NEAR * near_odd;
  result[3] = far_even + FAR * far_odd;
  result[4] = far_even - FAR * far_odd;
  result[5] = near2 * far2 * d[1] + (d[5] - (near2 + far2) * d[3]);
}

// A place in the maps: `height` × `width` results of an image, from row `y` and column `x` on.
//
// Where tiles of four are too many, the last ones are of three. Their products are the same but for the point at infinity,
// which only the fourth result depends on.
struct tile {
  size_t image, x, y, width, height;
};

INLINE size_t tiles_of_side(size_t side) { return (side + TILE - 1) / TILE; }

// Finds the results from `start` on that are those of a tile along one side.
INLINE size_t place_tile(size_t index, size_t side, size_t *start) {
  size_t count = tiles_of_side(side), beyond = count * TILE - side, full = beyond < count ? count - beyond : 0;
  size_t size = index < full ? TILE : TILE - 1;
  *start = index < full ? index * TILE : index * (TILE - 1) + full;
  return size < side - *start ? size : side - *start;
}

INLINE struct tile tile_at(size_t index, size_t side) {
  size_t count = tiles_of_side(side), place = index % (count * count);
  struct tile tile = {.image = index / (count * count)};
  tile.width = place_tile(place % count, side, &tile.x);
  tile.height = place_tile(place / count, side, &tile.y);
  return tile;
}

// Finds the 6×6 positions under a tile; those beyond the border are zeros.
INLINE void find_window(const struct kernel_winograd *c, struct tile tile, const char *x, const char *zeros,
                        const char *window[FREQUENCIES]) {
  size_t pixel_size = c->inputs * kernel_size_of(c->numbers);
  for (size_t i = 0; i < WINDOW; i++)
    for (size_t j = 0; j < WINDOW; j++) {
      size_t row = tile.y + i - 1, column = tile.x + j - 1;
      // Before the first one is a very large number.
      bool inside = row < c->side && column < c->side;
      window[i * WINDOW + j] =
          inside ? x + ((tile.image * c->side + row) * c->side + column) * pixel_size : zeros;
    }
}

// Frequencies that the same tiles have: whether the row and the column are those of the point at infinity.
enum { FINITE, INFINITE_ROW, INFINITE_COLUMN, INFINITE_BOTH, FREQUENCY_KINDS };

INLINE size_t kind_of_frequency(size_t row, size_t column) {
  return (row == WINDOW - 1 ? INFINITE_ROW : FINITE) + (column == WINDOW - 1 ? INFINITE_COLUMN : FINITE);
}

// Where the transformed channels of a tile go: vectors are `group` numbers apart. Nowhere is a null address.
struct place {
  float *address;
  size_t group;
};

// Transforms all channels of one tile to a place for each of so many kinds of frequencies, which are `stride` numbers apart;
// a single place is that of all kinds.
INLINE void transform_tile(enum kernel_numbers numbers, const char *const window[FREQUENCIES], size_t inputs,
                           size_t kinds, const struct place places[], size_t stride) {
  size_t size = kernel_size_of(numbers);
  for (size_t channel = 0; channel < inputs; channel += LANES) {
    vector rows[WINDOW][WINDOW];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < WINDOW; i++) {
      vector d[WINDOW];
#pragma clang loop unroll(full)
      for (size_t j = 0; j < WINDOW; j++) {
        const char *place = window[i * WINDOW + j] + channel * size;
        d[j] = load_numbers(numbers, place);
        // The columns that the next tile does not share with this one.
        if (j >= WINDOW - TILE) __builtin_prefetch(place + TILE * inputs * size);
      }
      transform_input(d, rows[i]);
    }
#pragma clang loop unroll(full)
    for (size_t j = 0; j < WINDOW; j++) {
      vector d[WINDOW], column[WINDOW];
#pragma clang loop unroll(full)
      for (size_t i = 0; i < WINDOW; i++) d[i] = rows[i][j];
      transform_input(d, column);
#pragma clang loop unroll(full)
      for (size_t i = 0; i < WINDOW; i++) {
        struct place place = places[kind_of_frequency(i, j) % kinds];
        if (kinds == 1 || place.address)
          store(place.address + channel / LANES * place.group + (i * WINDOW + j) * stride, column[i]);
      }
    }
  }
}
