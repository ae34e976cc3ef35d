// The gradient of the weights: Gᵀ (Σ (A δ Aᵀ) ⊙ (Bᵀ x B)) G, where the sum is over all tiles and δ is the gradient of the
// convolution's result. Tiles go through in blocks: transform both sides; then multiply, for each of the 36 frequencies, and
// add to the sums.
enum { GRADIENT_TILES = 64 };

// The outputs whose products with a panel of inputs fit the registers; they fill up vectors.
enum { GRADIENT_ROWS = LANES > 4 ? LANES / 2 : LANES };

// A of the paper, once along four numbers.
INLINE void transform_gradient(const vector d[TILE], vector result[WINDOW]) {
  const float near2 = NEAR * NEAR, far2 = FAR * FAR;
  vector near_even = d[0] + near2 * d[2], near_odd = NEAR * (d[1] + near2 * d[3]);
  vector far_even = d[0] + far2 * d[2], far_odd = FAR * (d[1] + far2 * d[3]);
  result[0] = d[0];
  result[1] = near_even + near_odd;
  result[2] = near_even - near_odd;
  result[3] = far_even + far_odd;
  result[4] = far_even - far_odd;
  result[5] = d[3];
}

// Gᵀ of the paper, once along six numbers.
INLINE void transform_sums(const vector u[WINDOW], vector result[3]) {
  const float near2 = NEAR * NEAR, far2 = FAR * FAR;
  const float near_scale = 1 / (2 * near2 * (near2 - far2)), far_scale = 1 / (2 * far2 * (far2 - near2));
  vector near_sum = near_scale * (u[1] + u[2]), near_difference = near_scale * (u[1] - u[2]);
  vector far_sum = far_scale * (u[3] + u[4]), far_difference = far_scale * (u[3] - u[4]);
  result[0] = 1 / (near2 * far2) * u[0] + (near_sum + far_sum);
  result[1] = NEAR * near_difference + FAR * far_difference;
  result[2] = near2 * near_sum + far2 * far_sum + u[5];
}

// Transforms the gradients under one tile, of `outputs` channels; what is beyond the border is zero.
INLINE void transform_gradient_tile(enum kernel_numbers numbers, const struct kernel_winograd *c, struct tile tile,
                                    const char *gradient, size_t outputs, float *result, size_t group, size_t stride) {
  size_t size = kernel_size_of(numbers), pixel_size = c->outputs * size;
  const char *corner = gradient + ((tile.image * c->side + tile.y) * c->side + tile.x) * pixel_size;
  for (size_t channel = 0; channel < outputs; channel += LANES, result += group) {
    vector rows[TILE][WINDOW];
#pragma clang loop unroll(full)
    for (size_t i = 0; i < TILE; i++) {
      vector d[TILE];
#pragma clang loop unroll(full)
      for (size_t j = 0; j < TILE; j++) {
        const char *place = corner + (i * c->side + j) * pixel_size + channel * size;
        d[j] = i < tile.height && j < tile.width ? load_numbers(numbers, place) : (vector){0};
        __builtin_prefetch(place + TILE * pixel_size);
      }
      transform_gradient(d, rows[i]);
    }
#pragma clang loop unroll(full)
    for (size_t j = 0; j < WINDOW; j++) {
      vector d[TILE] = {rows[0][j], rows[1][j], rows[2][j], rows[3][j]}, column[WINDOW];
      transform_gradient(d, column);
#pragma clang loop unroll(full)
      for (size_t i = 0; i < WINDOW; i++) store(result + (i * WINDOW + j) * stride, column[i]);
    }
  }
}

// sums [GRADIENT_ROWS][PANEL] = aᵀ · b, or + what they were, where a is [tiles][LANES] and b is [2][tiles][LANES].
INLINE void multiply_gradient(const float *a, const float *b, size_t tiles, bool adds, float *sums) {
  const float *right = b + tiles * LANES;
  vector totals[GRADIENT_ROWS][2];
#pragma clang loop unroll(full)
  for (size_t row = 0; row < GRADIENT_ROWS; row++) totals[row][0] = totals[row][1] = (vector){0};
  for (size_t tile = 0; tile < tiles; tile++, a += LANES, b += LANES, right += LANES) {
    vector first = load(b), second = load(right);
#pragma clang loop unroll(full)
    for (size_t row = 0; row < GRADIENT_ROWS; row++) {
      vector factor = a[row] - (vector){0};
      totals[row][0] += factor * first;
      totals[row][1] += factor * second;
    }
  }
#pragma clang loop unroll(full)
  for (size_t row = 0; row < GRADIENT_ROWS; row++, sums += PANEL) {
    store(sums, adds ? totals[row][0] + load(sums) : totals[row][0]);
    store(sums + LANES, adds ? totals[row][1] + load(sums + LANES) : totals[row][1]);
  }
}

// Transforms the sums of a panel of outputs and one of inputs back, and adds them to the weights' gradient in the
// published order: outputs are `stride` numbers apart.
static void add_gradient(const float *sums, float *weights, size_t stride) {
  for (size_t row = 0; row < PANEL; row++)
    for (size_t input = 0; input < PANEL; input += LANES) {
      const float *place = sums + row * PANEL + input;
      vector rows[WINDOW][3], taps[9];
#pragma clang loop unroll(full)
      for (size_t i = 0; i < WINDOW; i++) {
        vector u[WINDOW];
#pragma clang loop unroll(full)
        for (size_t j = 0; j < WINDOW; j++) u[j] = load(place + (i * WINDOW + j) * PANEL * PANEL);
        transform_sums(u, rows[i]);
      }
#pragma clang loop unroll(full)
      for (size_t j = 0; j < 3; j++) {
        vector u[WINDOW], column[3];
#pragma clang loop unroll(full)
        for (size_t i = 0; i < WINDOW; i++) u[i] = rows[i][j];
        transform_sums(u, column);
#pragma clang loop unroll(full)
        for (size_t i = 0; i < 3; i++) taps[i * 3 + j] = column[i];
      }
      float *filters = weights + row * stride + input * 9;
      for (size_t lane = 0; lane < LANES; lane++)
        for (size_t tap = 0; tap < 9; tap++) filters[lane * 9 + tap] += taps[tap][lane];
    }
}

// The numbers of a computation for some outputs: transformed inputs and gradients of a block of tiles, and their products'
// sums: all of them, if there are more blocks, and otherwise those that are computed together.
struct gradient_scratch {
  size_t tiles, input_stride, gradient_stride, sums;
};

// All sums go through the cache once a block: the more there are, the more tiles are worth it.
static struct gradient_scratch gradient_scratch(const struct kernel_winograd *c, size_t outputs) {
  size_t side = tiles_of_side(c->side), count = c->images * side * side;
  size_t most = c->inputs / 4 > GRADIENT_TILES ? c->inputs / 4 : GRADIENT_TILES, tiles = count < most ? count : most;
  size_t together = PANEL * PANEL;
  return (struct gradient_scratch){tiles, tiles * c->inputs + LANES, tiles * outputs + LANES,
                                   tiles < count ? outputs * c->inputs : together};
}

static size_t gradient_scratch_count(const struct kernel_winograd *c, size_t outputs) {
  struct gradient_scratch s = gradient_scratch(c, outputs);
  return FREQUENCIES * (s.input_stride + s.gradient_stride + s.sums) + c->inputs;
}

INLINE void weight_gradient_of(enum kernel_numbers numbers, const struct kernel_winograd *c, size_t first, size_t last,
                               const char *x, const char *gradient, float *weights, float *scratch) {
  size_t side = tiles_of_side(c->side), count = c->images * side * side, outputs = last - first;
  struct gradient_scratch s = gradient_scratch(c, outputs);
  float *inputs = scratch, *gradients = inputs + FREQUENCIES * s.input_stride;
  float *all_sums = gradients + FREQUENCIES * s.gradient_stride, *zeros = all_sums + FREQUENCIES * s.sums;
  memset(zeros, 0, c->inputs * sizeof *zeros);
  for (size_t start = 0; start < count; start += s.tiles) {
    size_t tiles = count - start < s.tiles ? count - start : s.tiles;
    for (size_t index = 0; index < tiles; index++) {
      struct tile tile = tile_at(start + index, c->side);
      const char *window[FREQUENCIES];
      find_window(c, tile, x, (const char *)zeros, window);
      struct place place = {inputs + index * LANES, tiles * LANES};
      transform_tile(numbers, window, c->inputs, 1, &place, s.input_stride);
      transform_gradient_tile(numbers, c, tile, gradient + first * kernel_size_of(numbers), outputs, gradients + index * LANES,
                              tiles * LANES, s.gradient_stride);
    }
    float *sums = all_sums;
    for (size_t input = 0; input < c->inputs; input += PANEL)
      for (size_t output = 0; output < outputs; output += PANEL) {
        const float *a = gradients + output * tiles, *b = inputs + input * tiles;
        for (size_t frequency = 0; frequency < FREQUENCIES; frequency++)
          for (size_t row = 0; row < PANEL; row += GRADIENT_ROWS)
            multiply_gradient(a + frequency * s.gradient_stride + row / LANES * tiles * LANES + row % LANES,
                              b + frequency * s.input_stride, tiles, start > 0,
                              sums + (frequency * PANEL + row) * PANEL);
        if (start + tiles == count)
          add_gradient(sums, weights + ((first + output) * c->inputs + input) * 9, c->inputs * 9);
        if (s.tiles < count) sums += FREQUENCIES * PANEL * PANEL;
      }
  }
}

static void weight_gradient(const struct kernel_winograd *c, size_t first, size_t last, const void *x,
                            const void *gradient, float *weights, float *scratch) {
  if (c->numbers == kernel_numbers_float32)
    weight_gradient_of(kernel_numbers_float32, c, first, last, x, gradient, weights, scratch);
  else
    weight_gradient_of(kernel_numbers_bfloat16, c, first, last, x, gradient, weights, scratch);
}
