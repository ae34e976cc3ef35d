// What Swift cannot do: hot loops in several instruction sets chosen at run time.
// Every symbol begins with kernel_.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "kernel_augment.h"
#include "kernel_convolution.h"
#include "kernel_dense.h"
#include "kernel_depthwise.h"
#include "kernel_images.h"
#include "kernel_instructions.h"
#include "kernel_norm.h"
#include "kernel_numbers.h"
#include "kernel_philox.h"
#include "kernel_products.h"

// Keeps memory that is freed, in blocks of up to 32 MiB, for what comes next: otherwise the system takes it back, and clears its
// pages when it is wanted again.
void kernel_keep_freed_memory(void);

// For each of `images` maps of `positions` × `channels` numbers: rows[i] = the maximum of each channel, then the mean of
// each channel (summed in double precision). A map is made of blocks of `block` channels, each positions × block;
// block == channels is the interleaved layout. A NaN stays one.
void kernel_pool(enum kernel_numbers numbers, const void *maps, size_t images, size_t positions, size_t channels,
                 size_t block, float *rows);

// outputs[i] = weights · inputs[i] + bias for each of `images` rows; weights [classes, channels]. Input rows begin
// `stride` numbers apart. The sum of a row does not depend on the other rows.
void kernel_linear(const float *inputs, size_t images, size_t stride, size_t channels, const float *weights,
                   const float *bias, size_t classes, float *outputs);
