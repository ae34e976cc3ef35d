// 1×1 convolutions as products of matrices, written once for all instruction sets. A file that includes it defines before: CODE,
// the name of its pointwise_code; LANES, the floats of a vector; ROWS, the rows whose sums with two vectors fit the registers.
//
// What is multiplied is copied first, in blocks that stay in the caches, to lie as it is read: a number of a channel lies
// kilobytes from that of the next position, and with a few such addresses a cache has no place left.
#include <string.h>

#include "vectors.h"

// Two vectors of channels. Of forward products, the rows and the depth of a block; of gradients, the positions.
enum { PANEL = 2 * LANES, BLOCK_ROWS = 9 * ROWS, BLOCK_DEPTH = 256, BLOCK_POSITIONS = 96 };

// Memory that the next block will be copied from is brought nearer while this one is multiplied, some of it at each step.
struct ahead {
  const char *next;
  size_t step;
};

// The `count` numbers from `next` on, in as many steps.
INLINE struct ahead ahead_of(const float *next, size_t count, size_t steps) {
  enum { line = 64 };
  return (struct ahead){(const char *)next, (count * sizeof *next / steps + line - 1) / line * line};
}

INLINE void advance(struct ahead *ahead) {
  const char *end = ahead->next + ahead->step;
  for (; ahead->next < end; ahead->next += 64) __builtin_prefetch(ahead->next, 0, 2);
}

// Two matrices, [rows][depth] and [depth][PANEL], of which the first is in blocks of LANES numbers of the depth: each with its
// rows one after the other, or `across` them.
struct factors {
  size_t depth;
  const float *rows, *panel;
  struct ahead *ahead;
};

// Writes their product, or adds it, to the rows at `to`.
INLINE void multiply_rows(size_t rows, bool across, const struct factors *factors, bool adds, float *const *to) {
  vector sums[ROWS][2];
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++) sums[row][0] = sums[row][1] = (vector){0};
  const float *numbers = factors->rows, *panel = factors->panel;
  for (size_t start = 0; start < factors->depth; start += LANES, numbers += rows * LANES) {
    advance(&factors->ahead[0]);
    advance(&factors->ahead[1]);
#pragma clang loop unroll(disable)
    for (size_t i = 0; i < LANES; i++, panel += PANEL) {
      vector left = load(panel), right = load(panel + LANES);
#pragma clang loop unroll(full)
      for (size_t row = 0; row < rows; row++) {
        vector number = numbers[across ? i * rows + row : row * LANES + i] - (vector){0};
        sums[row][0] += number * left;
        sums[row][1] += number * right;
      }
    }
  }
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++) {
    store(to[row], adds ? sums[row][0] + load(to[row]) : sums[row][0]);
    store(to[row] + LANES, adds ? sums[row][1] + load(to[row] + LANES) : sums[row][1]);
  }
}

// The number of rows as a constant. A function of its own: with more around them, sums are not kept in registers.
#define ROWS_CASE(n) \
  case n: multiply_rows(n, across, factors, adds, to); break
#define DEFINE_MULTIPLY(name, is_across)                                                                              \
  static __attribute__((noinline)) void name(size_t rows, const struct factors *factors, bool adds, float *const *to) { \
    enum { across = is_across };                                                                                      \
    switch (rows) {                                                                                                   \
      ROWS_CASE(1); ROWS_CASE(2); ROWS_CASE(3); ROWS_CASE(4); ROWS_CASE(5); ROWS_CASE(6);                             \
      MORE_ROWS                                                                                                       \
    }                                                                                                                 \
  }
#if ROWS > 6
#define MORE_ROWS                                                                                          \
  ROWS_CASE(7); ROWS_CASE(8); ROWS_CASE(9); ROWS_CASE(10); ROWS_CASE(11); ROWS_CASE(12); ROWS_CASE(13);    \
  ROWS_CASE(14);
#else
#define MORE_ROWS
#endif
DEFINE_MULTIPLY(multiply_along, false)
DEFINE_MULTIPLY(multiply_across, true)

// What a forward product, or that of the gradient of sources, reads and writes.
struct product {
  const struct kernel_pointwise *convolution;
  bool backward;
  size_t depth, columns;
  const float *x;
  float *y;
};

// Where the numbers of a position begin.
INLINE const float *source(const struct product *p, size_t position) {
  return p->x + (p->backward ? position : pointwise_source(p->convolution, position)) * p->depth;
}
INLINE float *result(const struct product *p, size_t position) {
  return p->y + (p->backward ? pointwise_source(p->convolution, position) : position) * p->columns;
}

INLINE vector load_normalised(const struct kernel_pointwise *c, const float *from, size_t input) {
  return rectify(load(from) * load(c->scale + input) + load(c->shift + input));
}

// Copies `count` numbers from number `start` on of some positions for multiply_along: to [positions / ROWS], each as factors.rows.
static void copy_rows(const struct product *p, struct range positions, size_t start, size_t count, float *to) {
  const struct kernel_pointwise *c = p->convolution;
  bool normalises = c->scale && !p->backward;
  for (size_t first = positions.first; first < positions.last; first += ROWS) {
    size_t rows = smaller(positions.last - first, ROWS);
    for (size_t row = 0; row < rows; row++) {
      const float *from = source(p, first + row) + start;
      if (normalises)
        for (size_t i = 0; i < count; i += LANES)
          store(to + i * rows + row * LANES, load_normalised(c, from + i, start + i));
      else
        for (size_t i = 0; i < count; i += LANES) store(to + i * rows + row * LANES, load(from + i));
    }
    to += rows * count;
  }
}

static void multiply(const struct kernel_pointwise *c, bool backward, struct range positions, const float *x,
                     const float *weights, float *y, float *scratch) {
  size_t depth = backward ? c->outputs : c->inputs, columns = backward ? c->inputs : c->outputs;
  struct product product = {c, backward, depth, columns, x, y};
  // As equal blocks as there are: all weights are read for each.
  size_t blocks = (positions.last - positions.first + BLOCK_ROWS - 1) / BLOCK_ROWS;
  size_t most = blocks > 0 ? (positions.last - positions.first + blocks * ROWS - 1) / (blocks * ROWS) * ROWS : 0;
  for (size_t first = positions.first; first < positions.last; first += most) {
    struct range block = {first, smaller(first + most, positions.last)};
    size_t rows = block.last - first, steps = (rows + ROWS - 1) / ROWS * (columns / PANEL) * (depth / LANES);
    size_t left = smaller(positions.last - block.last, rows);
    struct ahead ahead[2] = {{0}, {0}};
    // Sources of a stride do not lie together.
    if (left && (backward || c->stride == 1)) ahead[0] = ahead_of(source(&product, block.last), left * depth, steps);
    for (size_t start = 0; start < depth; start += BLOCK_DEPTH) {
      struct factors factors = {smaller(depth - start, BLOCK_DEPTH), scratch, weights + start * PANEL, ahead};
      copy_rows(&product, block, start, factors.depth, scratch);
      bool adds = start > 0 || (backward && c->accumulates);
      for (size_t column = 0; column < columns; column += PANEL, factors.panel += depth * PANEL) {
        factors.rows = scratch;
        for (size_t row = first; row < block.last; row += ROWS) {
          size_t count = smaller(block.last - row, ROWS);
          float *to[ROWS];
          for (size_t i = 0; i < count; i++) to[i] = result(&product, row + i) + column;
          multiply_along(count, &factors, adds, to);
          factors.rows += count * factors.depth;
        }
      }
    }
  }
}

// A row of channels in parts for multiply_across: with few rows, not both multipliers would be busy, and so all have `size`
// channels, or the first of them one more.
struct parts {
  size_t total, count, size, larger;
};

INLINE struct parts parts_of(size_t total) {
  size_t count = (total + ROWS - 1) / ROWS;
  return (struct parts){total, count, total / count, total % count};
}
INLINE size_t start_of(struct parts parts, size_t number) { return number * parts.size + smaller(number, parts.larger); }
INLINE size_t size_of(struct parts parts, size_t number) { return parts.size + (number < parts.larger); }

// Copies a row of channels to row `row` of each of the parts, [depth][size]. All but the last one are written beyond their
// ends, by less than a row.
INLINE void copy_across(struct parts parts, size_t row, size_t depth, bool is_last, const float *from, float *to) {
  enum { most = ROWS > LANES ? 2 * LANES : LANES };
  size_t size = parts.size + 1, end = parts.larger;
  for (size_t part = 0;; end = parts.count, size = parts.size) {
    float *target = to + row * size;
    for (; part < end; part++, from += size, to += size * depth, target += size * depth) {
      if (is_last) memcpy(target, from, size * sizeof *to);
      else memcpy(target, from, most * sizeof *to);
    }
    if (end == parts.count) return;
  }
}

// Copies a row of inputs to row `row` of each of its panels, [depth][PANEL].
INLINE void copy_to_panels(const struct kernel_pointwise *c, struct range inputs, size_t row, size_t depth,
                           const float *from, float *to) {
  to += row * PANEL;
  for (size_t i = inputs.first; i < inputs.last; i += PANEL, to += depth * PANEL) {
    if (c->scale) {
      store(to, load_normalised(c, from + i, i));
      store(to + LANES, load_normalised(c, from + i + LANES, i + LANES));
    } else {
      memcpy(to, from + i, PANEL * sizeof *to);
    }
  }
}

static void add_weight_gradient(const struct kernel_pointwise *c, struct range outputs, struct range inputs, const float *x,
                                const float *gradient, float *weights, float *scratch) {
  struct parts parts = parts_of(outputs.last - outputs.first);
  size_t columns = inputs.last - inputs.first, side = kernel_pointwise_side(c), positions = c->images * side * side;
  for (size_t first = 0; first < positions; first += BLOCK_POSITIONS) {
    size_t count = smaller(positions - first, BLOCK_POSITIONS), depth = (count + LANES - 1) / LANES * LANES;
    float *rows = scratch, *panels = scratch + depth * parts.total;
    // Where positions do not fill up a vector, zeros do.
    if (count < depth) memset(scratch, 0, depth * (parts.total + columns) * sizeof *scratch);
    for (size_t i = 0; i < count; i++) {
      copy_across(parts, i, depth, i + 1 == count, gradient + (first + i) * c->outputs + outputs.first, rows);
      copy_to_panels(c, inputs, i, depth, x + pointwise_source(c, first + i) * c->inputs, panels);
    }
    size_t next = first + count, left = smaller(positions - next, BLOCK_POSITIONS);
    size_t steps = parts.count * (columns / PANEL) * (depth / LANES);
    struct ahead ahead[2] = {ahead_of(gradient + next * c->outputs, left * c->outputs, steps), {0}};
    if (c->stride == 1) ahead[1] = ahead_of(x + next * c->inputs, left * c->inputs, steps);
    for (size_t column = 0; column < columns; column += PANEL)
      for (size_t part = 0; part < parts.count; part++) {
        size_t start = start_of(parts, part), size = size_of(parts, part);
        float *to[ROWS];
        for (size_t i = 0; i < size; i++)
          to[i] = weights + (outputs.first + start + i) * c->inputs + inputs.first + column;
        struct factors factors = {depth, rows + start * depth, panels + column * depth, ahead};
        multiply_across(size, &factors, true, to);
      }
  }
}

const struct pointwise_code CODE = {PANEL, BLOCK_ROWS * BLOCK_DEPTH, BLOCK_POSITIONS, multiply, add_weight_gradient};
