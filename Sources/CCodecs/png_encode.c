// Errors leave libpng by a long jump that ends in this file. What changes after setjmp lives in the caller's `struct writer`.
#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

#include "codec.h"

struct writer {
  png_structp png;
  png_infop info;
  uint8_t *bytes;
  size_t count, capacity;
  char *message;
  jmp_buf jump;
};

static _Noreturn void fail(png_structp png, png_const_charp text) {
  struct writer *writer = png_get_error_ptr(png);
  set_message(writer->message, "", text);
  longjmp(writer->jump, 1);
}

static void ignore(png_structp png, png_const_charp text) {
  (void)png;
  (void)text;
}

static void append(png_structp png, png_bytep source, size_t count) {
  struct writer *writer = png_get_io_ptr(png);
  if (count > writer->capacity - writer->count) {
    size_t capacity = 2 * (writer->count + count);
    uint8_t *bytes = realloc(writer->bytes, capacity);
    if (!bytes) fail(png, "out of memory");
    writer->bytes = bytes;
    writer->capacity = capacity;
  }
  memcpy(writer->bytes + writer->count, source, count);
  writer->count += count;
}

static void flush(png_structp png) { (void)png; }

static bool encode(struct writer *writer, const struct codec_picture *picture) {
  if (setjmp(writer->jump)) return false;
  png_structp png = writer->png;
  png_set_write_fn(png, writer, append, flush);
  png_set_IHDR(
      png, writer->info, (png_uint_32)picture->width, (png_uint_32)picture->height, 8, PNG_COLOR_TYPE_RGB,
      PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (picture->profile_count > 0) {
    // A profile that libpng does not like is left out, with a warning that nobody hears.
    png_set_benign_errors(png, 1);
    png_set_iCCP(
        png, writer->info, "ICC", PNG_COMPRESSION_TYPE_DEFAULT, picture->profile, (png_uint_32)picture->profile_count);
  }
  png_write_info(png, writer->info);
  for (size_t y = 0; y < picture->height; y++) png_write_row(png, picture->pixels + 3 * picture->width * y);
  png_write_end(png, writer->info);
  return true;
}

bool png_encode(const struct codec_picture *picture, struct codec_bytes *file, char *message) {
  struct writer writer;
  memset(&writer, 0, sizeof writer);
  writer.message = message;
  writer.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &writer, fail, ignore);
  writer.info = writer.png ? png_create_info_struct(writer.png) : NULL;
  bool isEncoded = false;
  if (writer.info) {
    isEncoded = encode(&writer, picture);
  } else {
    set_message(message, "", "out of memory");
  }
  png_destroy_write_struct(&writer.png, &writer.info);
  if (!isEncoded) {
    free(writer.bytes);
    return false;
  }
  *file = (struct codec_bytes){.bytes = writer.bytes, .count = writer.count};
  return true;
}
