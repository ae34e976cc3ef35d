#include <string.h>

#include "CKernels.h"
#include "clones.h"

#define INLINE static inline __attribute__((always_inline))

// GROUP neighbouring vectors of channels are computed together: as many sums as there are registers in AVX-512.
enum { LANES = kernel_depthwise_lanes, KERNEL = 5, GROUP = 4, LINE = 64 };
// The bytes of the rows that are computed before the next channels' turn comes: they stay in the cache.
enum { TILE = 1 << 19 };
typedef float vector __attribute__((vector_size(4 * LANES), aligned(4)));

// Adds what one row of the gradient and one of the source give to the sums of one row of the kernel: [kernel][vectors].
INLINE void add_row(size_t vectors, const struct kernel_depthwise *convolution, const float *source, const float *gradient,
                    vector *sums) {
  ptrdiff_t channels = (ptrdiff_t)convolution->channels, side = (ptrdiff_t)convolution->side;
  vector sum[KERNEL * GROUP];
  for (size_t i = 0; i < KERNEL * vectors; i++) sum[i] = sums[i];
  ptrdiff_t start = -(ptrdiff_t)convolution->padding;
  for (size_t x = 0; x < convolution->result_side; x++, gradient += channels, start += (ptrdiff_t)convolution->stride) {
    const float *pixel = source + start * channels;
    vector g[GROUP];
    for (size_t v = 0; v < vectors; v++) g[v] = ((const vector *)gradient)[v];
    if (start >= 0 && start + KERNEL <= side) {
      for (size_t kx = 0; kx < KERNEL; kx++)
        for (size_t v = 0; v < vectors; v++)
          sum[kx * vectors + v] += g[v] * ((const vector *)(pixel + (ptrdiff_t)kx * channels))[v];
    } else {
      for (size_t kx = 0; kx < KERNEL; kx++)
        if (start + (ptrdiff_t)kx >= 0 && start + (ptrdiff_t)kx < side)
          for (size_t v = 0; v < vectors; v++)
            sum[kx * vectors + v] += g[v] * ((const vector *)(pixel + (ptrdiff_t)kx * channels))[v];
    }
  }
  for (size_t i = 0; i < KERNEL * vectors; i++) sums[i] = sum[i];
}

// Some rows of the gradient of one image, for `vectors` vectors of channels.
INLINE void add_rows(size_t vectors, const struct kernel_depthwise *convolution, size_t first, size_t last,
                     const float *source, const float *gradient, double *totals) {
  size_t row = convolution->side * convolution->channels, result_row = convolution->result_side * convolution->channels;
  vector sums[KERNEL * KERNEL * GROUP];
  memset(sums, 0, sizeof sums);
  for (size_t y = first; y < last; y++)
    for (size_t ky = 0; ky < KERNEL; ky++) {
      size_t source_y = y * convolution->stride + ky - convolution->padding; // above the map it is huge
      if (source_y < convolution->side)
        add_row(vectors, convolution, source + source_y * row, gradient + y * result_row, sums + ky * KERNEL * vectors);
    }
  for (size_t i = 0; i < KERNEL * KERNEL * vectors; i++)
    for (size_t c = 0; c < LANES; c++) totals[i * LANES + c] += (double)sums[i][c];
}

// Asks for the channels first..<last of `count` positions in the order of memory: the sums go through them with gaps, which
// no processor foresees.
INLINE void prefetch(const float *map, size_t count, size_t channels, size_t first, size_t last) {
  for (size_t i = 0; i < count; i++)
    for (size_t c = first; c < last; c += LINE / sizeof *map) __builtin_prefetch(map + i * channels + c, 0, 2);
}

INLINE void add_images(const struct kernel_depthwise *convolution, size_t first, size_t last, const float *source,
                       const float *gradient, double *totals) {
  size_t channels = convolution->channels, side = convolution->side, result_side = convolution->result_side;
  // Of all channels, so that sums do not depend on how these were shared.
  size_t bytes = (convolution->stride * side + result_side) * channels * sizeof *source;
  size_t rows = TILE / bytes > 0 ? TILE / bytes : 1;
  for (size_t image = 0; image < convolution->images; image++) {
    const float *s = source + image * side * side * channels;
    const float *g = gradient + image * result_side * result_side * channels;
    size_t wanted = 0;
    for (size_t y = 0, end; y < result_side; y = end) {
      end = y + rows < result_side ? y + rows : result_side;
      size_t source_end = end * convolution->stride + KERNEL;
      if (source_end > side) source_end = side;
      prefetch(g + y * result_side * channels, (end - y) * result_side, channels, first, last);
      if (wanted < source_end) prefetch(s + wanted * side * channels, (source_end - wanted) * side, channels, first, last);
      wanted = source_end;
      double *total = totals;
      size_t c = first;
      for (; c + GROUP * LANES <= last; c += GROUP * LANES, total += KERNEL * KERNEL * GROUP * LANES)
        add_rows(GROUP, convolution, y, end, s + c, g + c, total);
      for (; c < last; c += LANES, total += KERNEL * KERNEL * LANES)
        add_rows(1, convolution, y, end, s + c, g + c, total);
    }
  }
}

CLONES(void, kernel_depthwise_weight_gradient,
       (const struct kernel_depthwise *convolution, size_t first, size_t last, const float *source,
        const float *gradient, double *totals, float *weights),
       (convolution, first, last, source, gradient, totals, weights)) {
  size_t area = KERNEL * KERNEL;
  if (first == last) return;
  memset(totals, 0, (last - first) * area * sizeof *totals);
  add_images(convolution, first, last, source, gradient, totals);
  // The sums of a group: [ky][kx][vector][lane].
  for (size_t c = first; c < last;) {
    size_t count = last - c >= GROUP * LANES ? GROUP * LANES : LANES;
    for (size_t i = 0; i < area; i++)
      for (size_t lane = 0; lane < count; lane++) weights[(c + lane) * area + i] += (float)totals[i * count + lane];
    totals += area * count;
    c += count;
  }
}
