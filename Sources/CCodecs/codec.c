#include "codec.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum codec_format codec_format(const uint8_t *bytes, size_t count) {
  static const uint8_t jpeg[] = {0xFF, 0xD8, 0xFF}, png[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
  if (count >= sizeof jpeg && memcmp(bytes, jpeg, sizeof jpeg) == 0) return codec_format_jpeg;
  if (count >= sizeof png && memcmp(bytes, png, sizeof png) == 0) return codec_format_png;
  return codec_format_unknown;
}

void set_message(char *message, const char *prefix, const char *text) {
  snprintf(message, codec_message_size, "%s%s", prefix, text);
  char *start = message + strlen(prefix);
  // "Unsupported" becomes "unsupported", but "IHDR" stays.
  if (islower((unsigned char)start[0] ? (unsigned char)start[1] : 0)) *start = (char)tolower((unsigned char)*start);
  size_t length = strlen(message);
  if (length > 0 && message[length - 1] == '.') message[length - 1] = 0;
}

bool codec_read_header(const uint8_t *bytes, size_t count, struct codec_header *header, char *message) {
  *header = (struct codec_header){.format = codec_format(bytes, count), .orientation = 1};
  bool read = false;
  switch (header->format) {
    case codec_format_jpeg: read = jpeg_header(bytes, count, header, message); break;
    case codec_format_png: read = png_header(bytes, count, header, message); break;
    case codec_format_unknown:
      set_message(message, "", count == 0 ? "the file is empty" : "not a JPEG or PNG image");
  }
  if (read && (header->height == 0 || header->width > codec_pixel_limit / header->height)) {
    snprintf(
        message, codec_message_size, "%zu × %zu pixels are more than the limit of %d", header->width, header->height,
        codec_pixel_limit);
    return false;
  }
  return read;
}

bool codec_decode(
    const uint8_t *bytes, size_t count, int reduction, size_t width, size_t height, uint8_t *pixels, char *message) {
  switch (codec_format(bytes, count)) {
    case codec_format_jpeg: return jpeg_decode(bytes, count, reduction, width, height, pixels, message);
    case codec_format_png:
      if (reduction != 1) break;
      return png_decode(bytes, count, width, height, pixels, message);
    case codec_format_unknown: break;
  }
  set_message(message, "", "not a JPEG or PNG image");
  return false;
}

bool codec_decode_planes(
    const uint8_t *bytes, size_t count, int reduction, size_t width, size_t height, uint8_t *memory,
    struct codec_plane planes[3], char *message) {
  if (codec_format(bytes, count) == codec_format_jpeg) {
    return jpeg_decode_planes(bytes, count, reduction, width, height, memory, planes, message);
  }
  set_message(message, "", "not a JPEG image");
  return false;
}

bool codec_read_profile(const uint8_t *bytes, size_t count, struct codec_bytes *profile, char *message) {
  switch (codec_format(bytes, count)) {
    case codec_format_jpeg: return jpeg_profile(bytes, count, profile, message);
    case codec_format_png: return png_profile(bytes, count, profile, message);
    case codec_format_unknown: break;
  }
  set_message(message, "", "not a JPEG or PNG image");
  return false;
}

bool codec_encode(
    enum codec_format format, const struct codec_picture *picture, int quality, struct codec_bytes *file,
    char *message) {
  switch (format) {
    case codec_format_jpeg: return jpeg_encode(picture, quality, file, message);
    case codec_format_png: return png_encode(picture, file, message);
    case codec_format_unknown: break;
  }
  set_message(message, "", "no format to encode");
  return false;
}

void codec_release(struct codec_bytes bytes) { free(bytes.bytes); }
