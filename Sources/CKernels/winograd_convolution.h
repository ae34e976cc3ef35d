// The convolution itself. Tiles go through in blocks that stay in the second-level cache: transform the inputs of all tiles
// of a block; then, for each panel of output channels, multiply for each of the 36 frequencies, and transform back what came
// out.

// So many tiles use each weight that comes from the third-level cache before the next block needs it again, and more of them
// where weights come from memory; transformed inputs stay in the second-level cache up to 256 channels.
enum { BLOCK_TILES = 28, LARGE_BLOCK_TILES = 70, LARGE_INPUTS = 512 };

// Longer sums are sums of partial sums, whose rounding errors are smaller.
enum { SUM_DEPTH = 64 };

// Aᵀ of the paper, once along six numbers.
INLINE void transform_output(const vector m[WINDOW], vector result[TILE]) {
  const float near2 = NEAR * NEAR, far2 = FAR * FAR;
  vector near_sum = m[1] + m[2], near_difference = m[1] - m[2];
  vector far_sum = m[3] + m[4], far_difference = m[3] - m[4];
  result[0] = m[0] + near_sum + far_sum;
  result[1] = NEAR * near_difference + FAR * far_difference;
  result[2] = near2 * near_sum + far2 * far_sum;
  result[3] = NEAR * near2 * near_difference + (FAR * far2 * far_difference + m[5]);
}

// products [rows][PANEL] = a · b, or + what they were, where a is [depth / LANES][rows][LANES] and b is [depth][PANEL].
INLINE void multiply(size_t rows, const float *a, const float *b, size_t depth, bool adds, float *products) {
  vector sums[ROWS][2];
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++) sums[row][0] = sums[row][1] = (vector){0};
  for (size_t group = 0; group < depth; group += LANES, a += rows * LANES)
    for (size_t lane = 0; lane < LANES; lane++, b += PANEL) {
      vector left = load(b), right = load(b + LANES);
#pragma clang loop unroll(full)
      for (size_t row = 0; row < rows; row++) {
        vector factor = a[row * LANES + lane] - (vector){0};
        sums[row][0] += factor * left;
        sums[row][1] += factor * right;
      }
    }
#pragma clang loop unroll(full)
  for (size_t row = 0; row < rows; row++) {
    float *left = products + row * PANEL, *right = left + LANES;
    store(left, adds ? sums[row][0] + load(left) : sums[row][0]);
    store(right, adds ? sums[row][1] + load(right) : sums[row][1]);
  }
}

// The number of rows as a constant, so that all sums are registers.
static void multiply_rows(size_t rows, const float *a, const float *b, size_t depth, bool adds, float *products) {
#define ROWS_CASE(n) \
  case n: multiply(n < ROWS ? n : ROWS, a, b, depth, adds, products); break
  switch (rows) {
    ROWS_CASE(1); ROWS_CASE(2); ROWS_CASE(3); ROWS_CASE(4); ROWS_CASE(5); ROWS_CASE(6);
#if ROWS > 6
    ROWS_CASE(7); ROWS_CASE(8); ROWS_CASE(9); ROWS_CASE(10); ROWS_CASE(11); ROWS_CASE(12); ROWS_CASE(13); ROWS_CASE(14);
#endif
  }
#undef ROWS_CASE
}

// How the tiles of a computation are shared out: blocks of at most `tiles`, with what pads the strides of frequencies, so
// that they do not all fall into one set of the cache.
struct blocking {
  size_t count, tiles, input_stride, product_stride;
};

static struct blocking blocking(const struct kernel_winograd *c) {
  size_t side = tiles_of_side(c->side), count = c->images * side * side;
  size_t most = c->inputs < LARGE_INPUTS ? BLOCK_TILES : LARGE_BLOCK_TILES, blocks = (count + most - 1) / most;
  size_t tiles = (count + blocks - 1) / blocks;
  return (struct blocking){blocks, tiles, tiles * c->inputs + LANES, tiles * PANEL + LANES};
}

static size_t block_count(const struct kernel_winograd *c) { return blocking(c).count; }

static size_t scratch_count(const struct kernel_winograd *c) {
  struct blocking b = blocking(c);
  return FREQUENCIES * (b.input_stride + b.product_stride) + (c->inputs > PANEL ? c->inputs : PANEL);
}

// Stores the part of a tile that is inside of the map.
INLINE void store_tile(const struct kernel_winograd *c, enum kernel_numbers numbers, bool accumulates, bool rectifies,
                       struct tile tile, const float *products, size_t stride, vector bias, char *y) {
  vector rows[WINDOW][TILE];
#pragma clang loop unroll(full)
  for (size_t i = 0; i < WINDOW; i++) {
    vector m[WINDOW];
#pragma clang loop unroll(full)
    for (size_t j = 0; j < WINDOW; j++) m[j] = load(products + (i * WINDOW + j) * stride);
    transform_output(m, rows[i]);
  }
  size_t pixel_size = c->outputs * kernel_size_of(numbers);
  char *corner = y + ((tile.image * c->side + tile.y) * c->side + tile.x) * pixel_size;
#pragma clang loop unroll(full)
  for (size_t j = 0; j < TILE; j++) {
    vector m[WINDOW], column[TILE];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < WINDOW; i++) m[i] = rows[i][j];
    transform_output(m, column);
#pragma clang loop unroll(full)
    for (size_t i = 0; i < TILE; i++) {
      if (i >= tile.height || j >= tile.width) continue;
      char *place = corner + (i * c->side + j) * pixel_size;
      vector value = column[i] + bias;
      if (accumulates) value += load_numbers(numbers, place);
      if (rectifies) value = rectify(value);
      store_numbers(numbers, place, value);
      __builtin_prefetch(place + TILE * pixel_size, 1);
    }
  }
}

// A block of tiles with the memory it is computed in.
struct block {
  const struct kernel_winograd *convolution;
  struct blocking blocking;
  size_t count;
  struct tile tiles[LARGE_BLOCK_TILES];
  // Which of the tiles have the frequencies of each kind.
  struct range {
    size_t first, last;
  } ranges[FREQUENCY_KINDS];
  float *inputs, *products;
};

// Fills a block with the tiles `first` to `last`, in an order in which those with the same frequencies are neighbours.
static void order_tiles(struct block *b, size_t first, size_t last) {
  b->count = 0;
  size_t starts[4];
  for (size_t shape = 0; shape < 4; shape++) {
    bool is_high = shape < 2, is_wide = shape == 1 || shape == 2;
    starts[shape] = b->count;
    for (size_t index = first; index < last; index++) {
      struct tile tile = tile_at(index, b->convolution->side);
      if ((tile.height == TILE) == is_high && (tile.width == TILE) == is_wide) b->tiles[b->count++] = tile;
    }
  }
  b->ranges[FINITE] = (struct range){0, b->count};
  b->ranges[INFINITE_ROW] = (struct range){0, starts[2]};
  b->ranges[INFINITE_COLUMN] = (struct range){starts[1], starts[3]};
  b->ranges[INFINITE_BOTH] = (struct range){starts[1], starts[2]};
}

// The rows of products are tiles: as many as the registers have room for, evenly.
INLINE size_t part_count(size_t tiles) { return (tiles + ROWS - 1) / ROWS; }
INLINE size_t part_start(size_t tiles, size_t part) { return tiles * part / part_count(tiles); }

// Where the inputs of a tile go that has frequencies of a kind: parts are [inputs / LANES][rows][LANES].
static struct place place_inputs(const struct block *b, size_t kind, size_t tile) {
  struct range range = b->ranges[kind];
  if (tile < range.first || tile >= range.last) return (struct place){0};
  size_t tiles = range.last - range.first, row = tile - range.first;
  // The last part that begins at this row or before.
  size_t part = (part_count(tiles) * (row + 1) - 1) / tiles;
  size_t start = part_start(tiles, part), rows = part_start(tiles, part + 1) - start;
  return (struct place){b->inputs + start * b->convolution->inputs + (row - start) * LANES, rows * LANES};
}

INLINE void transform_inputs_of(enum kernel_numbers numbers, const struct block *b, const char *x, const char *zeros) {
  const struct kernel_winograd *c = b->convolution;
  for (size_t index = 0; index < b->count; index++) {
    const char *window[FREQUENCIES];
    find_window(c, b->tiles[index], x, zeros, window);
    struct place places[FREQUENCY_KINDS];
    for (size_t kind = 0; kind < FREQUENCY_KINDS; kind++) places[kind] = place_inputs(b, kind, index);
    // Without a choice it is a tenth faster.
    if (b->ranges[INFINITE_BOTH].last - b->ranges[INFINITE_BOTH].first == b->count)
      transform_tile(numbers, window, c->inputs, 1, places, b->blocking.input_stride);
    else
      transform_tile(numbers, window, c->inputs, FREQUENCY_KINDS, places, b->blocking.input_stride);
  }
}

static void transform_inputs(const struct block *b, const char *x, const char *zeros) {
  if (b->convolution->numbers == kernel_numbers_float32) transform_inputs_of(kernel_numbers_float32, b, x, zeros);
  else transform_inputs_of(kernel_numbers_bfloat16, b, x, zeros);
}

static void multiply_panel(const struct block *b, const float *weights) {
  size_t depth = b->convolution->inputs;
  for (size_t frequency = 0; frequency < FREQUENCIES; frequency++, weights += depth * PANEL) {
    struct range range = b->ranges[kind_of_frequency(frequency / WINDOW, frequency % WINDOW)];
    size_t tiles = range.last - range.first;
    for (size_t part = 0; part < part_count(tiles); part++) {
      size_t first = part_start(tiles, part), rows = part_start(tiles, part + 1) - first;
      const float *a = b->inputs + frequency * b->blocking.input_stride + first * depth;
      float *products = b->products + frequency * b->blocking.product_stride + (range.first + first) * PANEL;
      for (size_t start = 0; start < depth; start += SUM_DEPTH)
        multiply_rows(rows, a + start * rows, weights + start * PANEL,
                      depth - start < SUM_DEPTH ? depth - start : SUM_DEPTH, start > 0, products);
    }
  }
}

INLINE void store_panel_as(const struct block *b, enum kernel_numbers numbers, bool accumulates, bool rectifies,
                           const float *bias, char *y) {
  for (size_t index = 0; index < b->count; index++)
    for (size_t lane = 0; lane < PANEL; lane += LANES)
      store_tile(b->convolution, numbers, accumulates, rectifies, b->tiles[index], b->products + index * PANEL + lane,
                 b->blocking.product_stride, load(bias + lane), y + lane * kernel_size_of(numbers));
}

INLINE void store_panel_of(enum kernel_numbers numbers, const struct block *b, const float *bias, char *y) {
  bool rectifies = b->convolution->rectifies;
  if (b->convolution->accumulates) {
    if (rectifies) store_panel_as(b, numbers, true, true, bias, y);
    else store_panel_as(b, numbers, true, false, bias, y);
  } else {
    if (rectifies) store_panel_as(b, numbers, false, true, bias, y);
    else store_panel_as(b, numbers, false, false, bias, y);
  }
}

// What is the same for all numbers is decided before the loop.
static void store_panel(const struct block *b, const float *bias, char *y) {
  if (b->convolution->numbers == kernel_numbers_float32) store_panel_of(kernel_numbers_float32, b, bias, y);
  else store_panel_of(kernel_numbers_bfloat16, b, bias, y);
}

static void convolve(const struct kernel_winograd *c, size_t first, size_t last, const void *x, const float *weights,
                     const float *bias, void *y, float *scratch) {
  struct blocking blocks = blocking(c);
  size_t side = tiles_of_side(c->side), count = c->images * side * side;
  float *products = scratch + FREQUENCIES * blocks.input_stride;
  float *zeros = products + FREQUENCIES * blocks.product_stride;
  memset(zeros, 0, (c->inputs > PANEL ? c->inputs : PANEL) * sizeof *zeros);
  for (size_t index = first; index < last; index++) {
    size_t start = count * index / blocks.count, end = count * (index + 1) / blocks.count;
    struct block block = {.convolution = c, .blocking = blocks, .inputs = scratch, .products = products};
    order_tiles(&block, start, end);
    transform_inputs(&block, x, (const char *)zeros);
    for (size_t channel = 0; channel < c->outputs; channel += PANEL) {
      multiply_panel(&block, weights + FREQUENCIES * c->inputs * channel);
      store_panel(&block, bias ? bias + channel : zeros, (char *)y + channel * kernel_size_of(c->numbers));
    }
  }
}
