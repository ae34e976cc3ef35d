// What the files of this module share.
#pragma once
#include "CCodecs.h"

bool jpeg_header(const uint8_t *bytes, size_t count, struct codec_header *header, char *message);
bool jpeg_decode(
    const uint8_t *bytes, size_t count, int reduction, size_t width, size_t height, uint8_t *pixels, char *message);
bool jpeg_decode_planes(
    const uint8_t *bytes, size_t count, int reduction, size_t width, size_t height, uint8_t *memory,
    struct codec_plane planes[3], char *message);
bool jpeg_profile(const uint8_t *bytes, size_t count, struct codec_bytes *profile, char *message);
bool jpeg_encode(const struct codec_picture *picture, int quality, struct codec_bytes *file, char *message);
bool png_header(const uint8_t *bytes, size_t count, struct codec_header *header, char *message);
bool png_decode(const uint8_t *bytes, size_t count, size_t width, size_t height, uint8_t *pixels, char *message);
bool png_profile(const uint8_t *bytes, size_t count, struct codec_bytes *profile, char *message);
bool png_encode(const struct codec_picture *picture, struct codec_bytes *file, char *message);

// Returns the orientation tag (1...8) of EXIF data that starts with its TIFF header; 1 when there is none.
int exif_orientation(const uint8_t *bytes, size_t count);

// Copies a library's message as ours are written: no capital at the start, no full stop at the end.
void set_message(char *message, const char *prefix, const char *text);
