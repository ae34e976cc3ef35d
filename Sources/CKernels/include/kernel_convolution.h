// Convolutions of interleaved maps (nhwc: all channels of one position together), for one thread.
#pragma once
#include <stdbool.h>
#include <stddef.h>

#include "kernel_instructions.h"
#include "kernel_numbers.h"

// A 3×3 convolution of stride 1 with a border of one zero, by Winograd's algorithm in tiles of 4×4 results, or of 3 at the end
// of a side (Lavin & Gray 2015, arXiv:1509.09308): y = x ∗ weights + bias, plus what y held if `accumulates`, and max(…, 0) of
// it if `rectifies`.
struct kernel_winograd {
  enum kernel_instructions instructions;
  enum kernel_numbers numbers; // of maps and of their gradients; all others are float32
  size_t images, side, inputs, outputs;
  bool accumulates, rectifies;
};

// Whether there is code for so many channels: they fill up panels, which several threads can share out.
bool kernel_winograd_fits(const struct kernel_winograd *convolution);

// How many panels the outputs are.
size_t kernel_winograd_panel_count(const struct kernel_winograd *convolution);

// How many numbers the transformed weights are.
size_t kernel_winograd_weight_count(const struct kernel_winograd *convolution);

// Transforms the weights of panels `first` to `last` in double precision, rounded once, into the order that the code reads
// them in. They come as [outputs][inputs][3][3]; or `transposed`, as those of the convolution whose gradient this one takes
// from its result to its source: [inputs][outputs][3][3], to be turned by 180°.
void kernel_winograd_weights(const struct kernel_winograd *convolution, bool transposed, size_t first, size_t last,
                             const float *weights, float *result);

// How many blocks of tiles a computation is, which several threads can share out.
size_t kernel_winograd_block_count(const struct kernel_winograd *convolution);

// How many numbers of scratch memory a thread needs.
size_t kernel_winograd_scratch_count(const struct kernel_winograd *convolution);

// Computes the blocks `first` to `last` of y [images][side][side][outputs] from x [images][side][side][inputs]. The numbers
// of a tile depend neither on the others nor on the blocks. All addresses are multiples of 64 bytes; a null bias is zero.
void kernel_winograd(const struct kernel_winograd *convolution, size_t first, size_t last, const void *x,
                     const float *weights, const float *bias, void *y, float *scratch);

// How many numbers of scratch memory the gradient of so many panels needs.
size_t kernel_winograd_gradient_scratch_count(const struct kernel_winograd *convolution, size_t panels);

// Adds the gradient of the weights of panels `first` to `last` to weights [outputs][inputs][3][3]: from x and the gradient
// of y.
void kernel_winograd_gradient(const struct kernel_winograd *convolution, size_t first, size_t last, const void *x,
                              const void *gradient, float *weights, float *scratch);

// A 3×3 convolution of groups of channels each by itself, with a border of one zero: y = x ∗ weights + bias, and max(…, 0) of
// it if `rectifies`. There are as many output channels as input channels.
struct kernel_grouped {
  enum kernel_instructions instructions;
  size_t images, side, stride, channels, groups;
  bool rectifies;
};

// Whether there is code for such groups, and for the stride.
bool kernel_grouped_fits(const struct kernel_grouped *convolution);

// The side of the maps of results.
static inline size_t kernel_grouped_side(const struct kernel_grouped *convolution) {
  return (convolution->side - 1) / convolution->stride + 1;
}

// How many numbers the weights are.
static inline size_t kernel_grouped_weight_count(const struct kernel_grouped *convolution) {
  return 9 * convolution->channels * (convolution->channels / convolution->groups);
}

// Writes weights [channels][inputs of a group][3][3], as many numbers, in the order that the code reads them in; with
// `transposed`, those that lead from the gradient of the result to that of the source.
void kernel_grouped_weights(const struct kernel_grouped *convolution, bool transposed, const float *weights, float *result);

// Computes y [images][side of results, twice][channels] from x [images][side][side][channels]: the rows first..<last of all
// images' results. The numbers of an image do not depend on the others. The bias may be null.
void kernel_grouped(const struct kernel_grouped *convolution, size_t first, size_t last, const float *x, const float *weights,
                    const float *bias, float *y);

// Computes the gradient of x, without rectifying, from that of y, by transposed weights: the rows first..<last of all images'
// sources.
void kernel_grouped_source_gradient(const struct kernel_grouped *convolution, size_t first, size_t last,
                                    const float *gradient, const float *weights, float *result);

// How many vectors the channels are, and how many numbers of scratch memory the gradient of the weights needs.
size_t kernel_grouped_vector_count(const struct kernel_grouped *convolution);
size_t kernel_grouped_gradient_scratch_count(const struct kernel_grouped *convolution);

// Adds to the weights [channels][inputs of a group][3][3] their gradient, from x and the gradient of y: those of the vectors
// first..<last of output channels. Threads share vectors, so that no sum depends on how they were shared.
void kernel_grouped_gradient(const struct kernel_grouped *convolution, size_t first, size_t last, const float *x,
                             const float *gradient, float *weights, float *scratch);

// A 1×1 convolution: y = x ∗ weights; its gradient with respect to x is added to what is there if `accumulates`.
struct kernel_pointwise {
  enum kernel_instructions instructions;
  size_t images, side, stride, inputs, outputs;
  bool accumulates;
  // Of each input, if these are not null: instead of x, max(x · scale + shift, 0) is read.
  const float *scale, *shift;
};

// Whether there is code for so many channels: they fill up panels, which several threads can share out.
bool kernel_pointwise_fits(const struct kernel_pointwise *convolution);

// The side of the maps of results.
static inline size_t kernel_pointwise_side(const struct kernel_pointwise *convolution) {
  return (convolution->side - 1) / convolution->stride + 1;
}

// How many panels the weights are; `transposed`, those that lead from the gradient of y to that of x.
size_t kernel_pointwise_panel_count(const struct kernel_pointwise *convolution, bool transposed);

// Writes the panels first..<last of weights [outputs][inputs], as many numbers, in the order that the code reads them in.
void kernel_pointwise_weights(const struct kernel_pointwise *convolution, bool transposed, size_t first, size_t last,
                              const float *weights, float *result);

// How many numbers of scratch memory a thread needs for y, or for the gradient of x.
size_t kernel_pointwise_scratch_count(const struct kernel_pointwise *convolution);

// Computes y [images][side of results, twice][outputs] from x [images][side][side][inputs]: the rows first..<last of all images'
// results. The numbers of a position do not depend on the others.
void kernel_pointwise(const struct kernel_pointwise *convolution, size_t first, size_t last, const float *x,
                      const float *weights, float *y, float *scratch);

// Computes the gradient of x, as long as x, from that of the rows first..<last of results, by transposed weights.
void kernel_pointwise_source_gradient(const struct kernel_pointwise *convolution, size_t first, size_t last,
                                      const float *gradient, const float *weights, float *result, float *scratch);

// In how many parts the gradient of the weights can be shared out, and how many numbers of scratch memory a thread needs for some.
size_t kernel_pointwise_part_count(const struct kernel_pointwise *convolution);
size_t kernel_pointwise_gradient_scratch_count(const struct kernel_pointwise *convolution);

// Adds to the weights [outputs][inputs] their gradient, from x and the gradient of y: its parts first..<last. No sum depends on
// how they were shared.
void kernel_pointwise_gradient(const struct kernel_pointwise *convolution, size_t first, size_t last, const float *x,
                               const float *gradient, float *weights, float *scratch);
