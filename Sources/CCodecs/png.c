// Errors leave libpng by a long jump that ends in this file. What changes after setjmp lives in the caller's `struct reader`.
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "codec.h"

struct reader {
  png_structp png;
  png_infop info;
  const uint8_t *bytes;
  size_t count, position;
  char *message;
  jmp_buf jump;
};

static _Noreturn void fail(png_structp png, png_const_charp text) {
  struct reader *reader = png_get_error_ptr(png);
  set_message(reader->message, "damaged PNG image: ", text);
  longjmp(reader->jump, 1);
}

static void ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void read_bytes(png_structp png, png_bytep destination, size_t count) {
  struct reader *reader = png_get_io_ptr(png);
  if (count > reader->count - reader->position) fail(png, "the file ends before the picture does");
  memcpy(destination, reader->bytes + reader->position, count);
  reader->position += count;
}

static bool start(struct reader *reader, const uint8_t *bytes, size_t count, char *message) {
  memset(reader, 0, sizeof *reader);
  reader->bytes = bytes;
  reader->count = count;
  reader->message = message;
  reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, fail, ignore);
  reader->info = reader->png ? png_create_info_struct(reader->png) : NULL;
  if (reader->info) return true;
  png_destroy_read_struct(&reader->png, &reader->info, NULL);
  set_message(message, "", "out of memory");
  return false;
}

static bool finish(struct reader *reader, bool isRead) {
  png_destroy_read_struct(&reader->png, &reader->info, NULL);
  return isRead;
}

// After setjmp.
static void open(struct reader *reader, bool keepsProfile) {
  png_structp png = reader->png;
  png_set_read_fn(png, reader, read_bytes);
  // Texts, profiles and the like are neither unpacked nor kept.
  png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
  if (keepsProfile) png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, (png_const_bytep) "iCCP", 1);
  png_read_info(png, reader->info);
}

// eXIf may come before or after the pixels, so it is looked for by walking over the chunks (length, name, data, check).
static int orientation(const uint8_t *bytes, size_t count) {
  for (size_t position = 8; count - position >= 12;) {
    const uint8_t *chunk = bytes + position;
    size_t length = (size_t)chunk[0] << 24 | (size_t)chunk[1] << 16 | (size_t)chunk[2] << 8 | chunk[3];
    if (length > count - position - 12) break;
    if (memcmp(chunk + 4, "eXIf", 4) == 0) return exif_orientation(chunk + 8, length);
    position += 12 + length;
  }
  return 1;
}

static bool read_header(struct reader *reader, struct codec_header *header) {
  if (setjmp(reader->jump)) return false;
  open(reader, false);
  header->width = png_get_image_width(reader->png, reader->info);
  header->height = png_get_image_height(reader->png, reader->info);
  header->orientation = orientation(reader->bytes, reader->count);
  return true;
}

bool png_header(const uint8_t *bytes, size_t count, struct codec_header *header, char *message) {
  struct reader reader;
  return start(&reader, bytes, count, message) && finish(&reader, read_header(&reader, header));
}

static bool read_profile(struct reader *reader, struct codec_bytes *profile) {
  if (setjmp(reader->jump)) return false;
  open(reader, true);
  png_charp name;
  png_bytep bytes;
  png_uint_32 count;
  int compression;
  if (!png_get_iCCP(reader->png, reader->info, &name, &compression, &bytes, &count) || count == 0) return true;
  profile->bytes = malloc(count);
  if (!profile->bytes) png_error(reader->png, "out of memory");
  memcpy(profile->bytes, bytes, count);
  profile->count = count;
  return true;
}

bool png_profile(const uint8_t *bytes, size_t count, struct codec_bytes *profile, char *message) {
  struct reader reader;
  return start(&reader, bytes, count, message) && finish(&reader, read_profile(&reader, profile));
}

static bool decode(struct reader *reader, size_t width, size_t height, uint8_t *pixels) {
  if (setjmp(reader->jump)) return false;
  open(reader, false);
  png_structp png = reader->png;

  // Every kind becomes 8-bit RGB. As OpenCV and Pillow do: the lower byte of 16 bits and the alpha channel are dropped,
  // and no gamma is applied.
  png_set_palette_to_rgb(png);
  png_set_expand_gray_1_2_4_to_8(png);
  png_set_strip_16(png);
  png_set_strip_alpha(png);
  png_set_gray_to_rgb(png);
  int passes = png_set_interlace_handling(png);
  png_read_update_info(png, reader->info);
  if (png_get_image_width(png, reader->info) != width || png_get_image_height(png, reader->info) != height ||
      png_get_rowbytes(png, reader->info) != 3 * width) {
    png_error(png, "the size is not the header's");
  }
  for (int pass = 0; pass < passes; pass++) {
    for (size_t y = 0; y < height; y++) png_read_row(png, pixels + 3 * width * y, NULL);
  }
  // Reads to the end: a file that is cut off after the last row of the picture is damaged too.
  png_read_end(png, NULL);
  return true;
}

bool png_decode(const uint8_t *bytes, size_t count, size_t width, size_t height, uint8_t *pixels, char *message) {
  struct reader reader;
  return start(&reader, bytes, count, message) && finish(&reader, decode(&reader, width, height, pixels));
}
