// Pixels: resampling and turning.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// How the lines of a resampled picture (its rows, or its columns) are made of source lines: line i is the sum of `taps` source
// lines from starts[i] on, weighted by weights[i · taps ...]. All of them lie in source_start ..< + source_count.
struct kernel_lines {
  const int32_t *starts;
  const float *weights;
  size_t taps, count, source_start, source_count;
};

// Resamples interleaved 8-bit RGB, whose rows lie `stride` bytes apart, to rows.count × columns.count pixels, clamps them to
// 0...255, and writes value · scale + offset (of red, green, blue, and a fourth that does not matter): channel c of pixel
// (x, y) goes to result[y · row_stride + x · pixel_stride + c · channel_stride]. `sums` has room for
// 3 · columns.source_count + 1 numbers.
void kernel_resample(
    const uint8_t *pixels, size_t stride, struct kernel_lines rows, struct kernel_lines columns, const float scale[4],
    const float offset[4], float *sums, float *result, size_t row_stride, size_t pixel_stride, size_t channel_stride);

// Resamples as kernel_resample does, float32 numbers from 0 to 1 whose rows lie `stride` numbers apart.
void kernel_resample_floats(
    const float *pixels, size_t stride, struct kernel_lines rows, struct kernel_lines columns, const float scale[4],
    const float offset[4], float *sums, float *result, size_t row_stride, size_t pixel_stride, size_t channel_stride);

// How many numbers of scratch memory kernel_resample_bytes needs.
size_t kernel_resample_bytes_room(size_t channels, struct kernel_lines columns);

// Resamples as kernel_resample does, pixels of 1 or 3 channels, to bytes: rounded half up, interleaved, in rows that begin
// `result_stride` bytes apart. Of 3 channels, `result` has room for a byte more.
void kernel_resample_bytes(
    const uint8_t *pixels, size_t stride, size_t channels, struct kernel_lines rows, struct kernel_lines columns,
    float *sums, uint8_t *result, size_t result_stride);

// Turns a picture of 1 or 3 interleaved channels of 8 bits, whose rows begin `stride` bytes apart: pixel (x, y) of the result,
// which is width × height, is the stored pixel (x, y), or (y, x) if `transpose`, where x and y count from the other end if the
// columns or rows are reversed.
void kernel_orient(
    const uint8_t *source, size_t stride, size_t channels, uint8_t *result, size_t result_stride, size_t width,
    size_t height, bool transpose, bool reverse_columns, bool reverse_rows);
