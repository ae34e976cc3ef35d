// JPEG and PNG behind C, because libjpeg and libpng report errors with long jumps, which must not cross Swift.
// Bytes come from memory, pixels go to the caller's memory; nothing is printed. Every symbol begins with codec_.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Room for a message; messages are sentences without a capital and without a full stop.
enum { codec_message_size = 256 };

// More pixels than this are refused before anything is allocated (Pillow's limit against decompression bombs).
enum { codec_pixel_limit = 178956970 };

enum codec_format { codec_format_unknown = 0, codec_format_jpeg = 1, codec_format_png = 2 };

// What the first bytes say. `orientation` is the EXIF tag, 1...8 (1 is upright); width and height are as stored, before it.
struct codec_header {
  enum codec_format format;
  int orientation;
  size_t width, height;
};

// Says by its content, never by a name, what kind of file this is.
enum codec_format codec_format(const uint8_t *bytes, size_t count);

// Reads the header without decoding pixels. Returns false and a message on anything that is not a JPEG or PNG image.
bool codec_read_header(const uint8_t *bytes, size_t count, struct codec_header *header, char message[codec_message_size]);

// Bytes in memory of malloc, which codec_release gives back.
struct codec_bytes {
  uint8_t *bytes;
  size_t count;
};

void codec_release(struct codec_bytes bytes);

// Decodes to 8-bit RGB, interleaved, rows without gaps, in the stored orientation.
//
// `reduction` is 1, 2, 4 or 8 (1 only for PNG): JPEG decodes to ceil(width / reduction) × ceil(height / reduction) pixels
// by smaller inverse cosine transforms. `width` and `height` are of the result, and must be those that the header
// gives: anything else is an error. `pixels` has room for 3 × width × height bytes.
bool codec_decode(
    const uint8_t *bytes, size_t count, int reduction, size_t width, size_t height, uint8_t *pixels,
    char message[codec_message_size]);

// Reads the ICC colour profile of an image file; no bytes when there is none.
bool codec_read_profile(
    const uint8_t *bytes, size_t count, struct codec_bytes *profile, char message[codec_message_size]);

// What is encoded: 8-bit RGB, interleaved, rows without gaps; a colour profile, when profile_count is not 0.
struct codec_picture {
  const uint8_t *pixels;
  size_t width, height;
  const uint8_t *profile;
  size_t profile_count;
};

// Encodes a picture as a whole file. JPEG has the quality asked for, 1...100, and colour that is not subsampled.
bool codec_encode(
    enum codec_format format, const struct codec_picture *picture, int quality, struct codec_bytes *file,
    char message[codec_message_size]);
