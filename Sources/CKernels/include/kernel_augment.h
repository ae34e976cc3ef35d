// What training and test-time augmentation do to pictures of interleaved float32 red, green and blue.
//
// A picture of width × height pixels lies row by row without gaps, with room for one number after the last.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Pixel (x, y) of the result is what lies at (m[0] x + m[1] y + m[2], m[3] x + m[4] y + m[5]) of the source: bilinear, in
// exact coordinates; beyond the edges the picture is mirrored, the edge pixel repeated (dcba|abcd|dcba).
void kernel_warp(const float *source, size_t width, size_t height, const double m[6], float *result);

// The mean of `count` numbers, summed in double precision.
double kernel_mean(const float *values, size_t count);

// value = min(max(value · scale + offset, 0), 1).
void kernel_scale_and_clip(float *values, size_t count, float scale, float offset);

// As kernel_orient, which see, of float32.
void kernel_turn(
    const float *source, float *result, size_t width, size_t height, bool transpose, bool reverse_columns,
    bool reverse_rows);

// What lies around a picture: its mirror image, the edge pixel repeated; the edge pixel; black.
enum kernel_border { kernel_border_reflect, kernel_border_edge, kernel_border_zero };

// Fills the `padding` pixels around the inner part of a picture.
void kernel_pad(float *pixels, size_t width, size_t height, size_t padding, enum kernel_border mode);

// Writes value · scale + offset of the size × size pixels that begin at `source`, whose rows lie `stride` numbers apart, as
// kernel_resample does.
void kernel_crop(
    const float *source, size_t stride, size_t size, const float scale[4], const float offset[4], float *result,
    size_t row_stride, size_t pixel_stride, size_t channel_stride);
