#include <string.h>

#include "CKernels.h"
#include "clones.h"
#include "inline.h"
#include "numbers.h"

// GROUP neighbouring vectors of channels are computed together: as many sums as there are registers in AVX-512.
enum { LANES = kernel_depthwise_lanes, KERNEL = 5, GROUP = 4, LINE = 64 };
// The bytes of the rows that are computed before the next channels' turn comes: they stay in the cache.
enum { TILE = 1 << 19 };
typedef float vector __attribute__((vector_size(4 * LANES), aligned(4)));
typedef uint32_t words __attribute__((vector_size(4 * LANES)));
typedef uint16_t halves __attribute__((vector_size(2 * LANES), aligned(2)));

// The vector of numbers at an address; a function would not return it in every instruction set.
#define LOAD(numbers, address)                        \
  ((numbers) == kernel_numbers_float32                \
       ? *(const vector *)(address)                   \
       : (vector)(__builtin_convertvector(*(const halves *)(address), words) << 16))

// Adds what one row of the gradient and one of the source give to the sums of one row of the kernel: [kernel][vectors].
INLINE void add_row(enum kernel_numbers numbers, size_t vectors, const struct kernel_depthwise *convolution,
                    const char *source, const char *gradient, vector *sums) {
  size_t width = LANES * kernel_size_of(numbers);
  ptrdiff_t pixel_size = (ptrdiff_t)(convolution->channels * kernel_size_of(numbers)), side = (ptrdiff_t)convolution->side;
  vector sum[KERNEL * GROUP];
  for (size_t i = 0; i < KERNEL * vectors; i++) sum[i] = sums[i];
  ptrdiff_t start = -(ptrdiff_t)convolution->padding;
  for (size_t x = 0; x < convolution->result_side; x++, gradient += pixel_size, start += (ptrdiff_t)convolution->stride) {
    const char *pixel = source + start * pixel_size;
    vector g[GROUP];
    for (size_t v = 0; v < vectors; v++) g[v] = LOAD(numbers, gradient + v * width);
    if (start >= 0 && start + KERNEL <= side) {
      for (size_t kx = 0; kx < KERNEL; kx++)
        for (size_t v = 0; v < vectors; v++)
          sum[kx * vectors + v] += g[v] * LOAD(numbers, pixel + (ptrdiff_t)kx * pixel_size + v * width);
    } else {
      for (size_t kx = 0; kx < KERNEL; kx++)
        if (start + (ptrdiff_t)kx >= 0 && start + (ptrdiff_t)kx < side)
          for (size_t v = 0; v < vectors; v++)
            sum[kx * vectors + v] += g[v] * LOAD(numbers, pixel + (ptrdiff_t)kx * pixel_size + v * width);
    }
  }
  for (size_t i = 0; i < KERNEL * vectors; i++) sums[i] = sum[i];
}

// Some rows of the gradient of one image, for `vectors` vectors of channels.
INLINE void add_rows(enum kernel_numbers numbers, size_t vectors, const struct kernel_depthwise *convolution, size_t first,
                     size_t last, const char *source, const char *gradient, double *totals) {
  size_t pixel_size = convolution->channels * kernel_size_of(numbers);
  size_t row = convolution->side * pixel_size, result_row = convolution->result_side * pixel_size;
  vector sums[KERNEL * KERNEL * GROUP];
  memset(sums, 0, sizeof sums);
  for (size_t y = first; y < last; y++)
    for (size_t ky = 0; ky < KERNEL; ky++) {
      size_t source_y = y * convolution->stride + ky - convolution->padding; // above the map it is huge
      if (source_y < convolution->side)
        add_row(numbers, vectors, convolution, source + source_y * row, gradient + y * result_row,
                sums + ky * KERNEL * vectors);
    }
  for (size_t i = 0; i < KERNEL * KERNEL * vectors; i++)
    for (size_t c = 0; c < LANES; c++) totals[i * LANES + c] += (double)sums[i][c];
}

// Asks for the channels first..<last of `count` positions in the order of memory: the sums go through them with gaps, which
// no processor foresees.
INLINE void prefetch(const char *map, size_t count, size_t pixel_size, size_t first, size_t last) {
  for (size_t i = 0; i < count; i++)
    for (size_t byte = first; byte < last; byte += LINE) __builtin_prefetch(map + i * pixel_size + byte, 0, 2);
}

INLINE void add_images(enum kernel_numbers numbers, const struct kernel_depthwise *convolution, size_t first, size_t last,
                       const char *source, const char *gradient, double *totals) {
  size_t side = convolution->side, result_side = convolution->result_side, size = kernel_size_of(numbers);
  size_t pixel_size = convolution->channels * size;
  // Of all channels, so that sums do not depend on how these were shared.
  size_t bytes = (convolution->stride * side + result_side) * pixel_size;
  size_t rows = TILE / bytes > 0 ? TILE / bytes : 1;
  for (size_t image = 0; image < convolution->images; image++) {
    const char *s = source + image * side * side * pixel_size;
    const char *g = gradient + image * result_side * result_side * pixel_size;
    size_t wanted = 0;
    for (size_t y = 0, end; y < result_side; y = end) {
      end = y + rows < result_side ? y + rows : result_side;
      size_t source_end = end * convolution->stride + KERNEL;
      if (source_end > side) source_end = side;
      prefetch(g + y * result_side * pixel_size, (end - y) * result_side, pixel_size, first * size, last * size);
      if (wanted < source_end)
        prefetch(s + wanted * side * pixel_size, (source_end - wanted) * side, pixel_size, first * size, last * size);
      wanted = source_end;
      double *total = totals;
      size_t c = first;
      for (; c + GROUP * LANES <= last; c += GROUP * LANES, total += KERNEL * KERNEL * GROUP * LANES)
        add_rows(numbers, GROUP, convolution, y, end, s + c * size, g + c * size, total);
      for (; c < last; c += LANES, total += KERNEL * KERNEL * LANES)
        add_rows(numbers, 1, convolution, y, end, s + c * size, g + c * size, total);
    }
  }
}

CLONES(void, kernel_depthwise_weight_gradient,
       (const struct kernel_depthwise *convolution, size_t first, size_t last, const void *source, const void
        *gradient, double *totals, float *weights),
       (convolution, first, last, source, gradient, totals, weights)) {
  size_t area = KERNEL * KERNEL;
  if (first == last) return;
  memset(totals, 0, (last - first) * area * sizeof *totals);
  if (convolution->numbers == kernel_numbers_float32)
    add_images(kernel_numbers_float32, convolution, first, last, source, gradient, totals);
  else
    add_images(kernel_numbers_bfloat16, convolution, first, last, source, gradient, totals);
  // The sums of a group: [ky][kx][vector][lane].
  for (size_t c = first; c < last;) {
    size_t count = last - c >= GROUP * LANES ? GROUP * LANES : LANES;
    for (size_t i = 0; i < area; i++)
      for (size_t lane = 0; lane < count; lane++) weights[(c + lane) * area + i] += (float)totals[i * count + lane];
    totals += area * count;
    c += count;
  }
}
