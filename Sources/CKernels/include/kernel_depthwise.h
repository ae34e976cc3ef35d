// The gradient of the weights of a 5×5 depthwise convolution, on interleaved maps (nhwc): oneDNN 2.6 has slow code for it.
#pragma once
#include <stddef.h>

#include "kernel_numbers.h"

// Square maps of `channels` channels, side × side and result_side × result_side, with `padding` zeros at the top and the left;
// at the bottom and the right there are as many as the result reaches.
struct kernel_depthwise {
  enum kernel_numbers numbers;
  size_t images, channels, side, result_side, stride, padding;
};

// The number of channels, and the first of a share, are multiples of this.
enum { kernel_depthwise_lanes = 16 };

// weights[c][ky][kx] += Σ gradient[n][y][x][c] · source[n][y · stride + ky − padding][x · stride + kx − padding][c] for the
// channels first..<last. Threads share channels, so that no sum depends on how they were shared; few rows are summed in float32,
// and these in double precision in `totals`, which has room for 25 numbers for each of the channels.
void kernel_depthwise_weight_gradient(const struct kernel_depthwise *convolution, size_t first, size_t last,
                                      const void *source, const void *gradient, double *totals, float *weights);
