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
// `has_planes` says whether codec_decode_planes reads this file.
struct codec_header {
  enum codec_format format;
  int orientation;
  size_t width, height;
  bool has_planes;
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

// How libjpeg makes the numbers of a picture's line of a line with half as many (jdsample.c).
enum codec_enlargement {
  codec_enlargement_none,          // there are as many as pixels
  codec_enlargement_repeated,      // each twice
  codec_enlargement_interpolated,  // three quarters of the nearer and a quarter of the next; at the ends, the last one
};

// A plane of colour as JPEG has them: how light (Y), how blue (Cb) or how red (Cr) a picture is, by JFIF's matrix. Row y begins
// at samples + y · stride.
struct codec_plane {
  uint8_t *samples;
  size_t width, height, stride;
  // What makes a line of the picture's width of a row, and one of the picture's height of a column.
  enum codec_enlargement columns, rows;
};

// How many bytes of memory codec_decode_planes needs at most, for a result of this size.
size_t codec_planes_room(size_t width, size_t height);

// Decodes as codec_decode does a JPEG image whose header has planes, but to these, which it puts into `memory`.
bool codec_decode_planes(
    const uint8_t *bytes, size_t count, int reduction, size_t width, size_t height, uint8_t *memory,
    struct codec_plane planes[3], char message[codec_message_size]);

// Reads the ICC colour profile of an image file; no bytes when there is none.
bool codec_read_profile(
    const uint8_t *bytes, size_t count, struct codec_bytes *profile, char message[codec_message_size]);

// The smallest stride of a plane of that width that can be encoded: what lies between its rows is written over.
size_t codec_plane_stride(size_t width);

// What is encoded: 8-bit RGB, interleaved, rows without gaps, or, for JPEG, three planes of the picture's size; a colour
// profile, when profile_count is not 0.
struct codec_picture {
  const uint8_t *pixels;
  const struct codec_plane *planes;
  size_t width, height;
  const uint8_t *profile;
  size_t profile_count;
};

// Encodes a picture as a whole file. JPEG has the quality asked for, 1...100, and colour that is not subsampled.
bool codec_encode(
    enum codec_format format, const struct codec_picture *picture, int quality, struct codec_bytes *file,
    char message[codec_message_size]);
