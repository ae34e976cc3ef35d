// The weights, transformed in double precision and rounded once: G w Gᵀ of the paper.
typedef double wide __attribute__((vector_size(LANES * 8)));

INLINE void transform_filter(const wide w[3], wide result[WINDOW]) {
  const double near2 = NEAR * NEAR, far2 = FAR * FAR;
  const double near_scale = 1 / (2 * near2 * (near2 - far2)), far_scale = 1 / (2 * far2 * (far2 - near2));
  wide near_even = near_scale * (w[0] + near2 * w[2]), near_odd = near_scale * NEAR * w[1];
  wide far_even = far_scale * (w[0] + far2 * w[2]), far_odd = far_scale * FAR * w[1];
  result[0] = 1 / (near2 * far2) * w[0];
  result[1] = near_even + near_odd;
  result[2] = near_even - near_odd;
  result[3] = far_even + far_odd;
  result[4] = far_even - far_odd;
  result[5] = w[2];
}

// Transforms the filters of LANES outputs; `step` numbers are between one output's and the next one's, `tap` between those
// of a filter.
INLINE void transform_filters(const float *filters, ptrdiff_t step, ptrdiff_t tap, float *result, size_t stride) {
  wide rows[3][WINDOW];
#pragma clang loop unroll(full)
  for (ptrdiff_t i = 0; i < 3; i++) {
    wide w[3];
#pragma clang loop unroll(full)
    for (ptrdiff_t j = 0; j < 3; j++)
      for (ptrdiff_t lane = 0; lane < LANES; lane++) w[j][lane] = filters[lane * step + (i * 3 + j) * tap];
    transform_filter(w, rows[i]);
  }
#pragma clang loop unroll(full)
  for (size_t j = 0; j < WINDOW; j++) {
    wide w[3] = {rows[0][j], rows[1][j], rows[2][j]}, column[WINDOW];
    transform_filter(w, column);
#pragma clang loop unroll(full)
    for (size_t i = 0; i < WINDOW; i++)
      store(result + (i * WINDOW + j) * stride, __builtin_convertvector(column[i], vector));
  }
}

// The order is [outputs / PANEL][FREQUENCIES][inputs][PANEL]: a panel's weights are read from first to last.
static void transform_weights(const struct kernel_winograd *c, bool transposed, size_t first, size_t last,
                              const float *weights, float *result) {
  size_t stride = c->inputs * PANEL;
  for (size_t panel = first; panel < last; panel++)
    for (size_t input = 0; input < c->inputs; input++)
      for (size_t lane = 0; lane < PANEL; lane += LANES) {
        size_t output = panel * PANEL + lane;
        float *place = result + panel * FREQUENCIES * stride + input * PANEL + lane;
        if (transposed)
          // Turned by 180°: the last tap comes first.
          transform_filters(weights + (input * c->outputs + output) * 9 + 8, 9, -1, place, stride);
        else
          transform_filters(weights + (output * c->inputs + input) * 9, (ptrdiff_t)c->inputs * 9, 1, place, stride);
      }
}
