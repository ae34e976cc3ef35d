// The planes of colour of JPEG files: what libjpeg has before it makes RGB of it, and what it makes of RGB.
#pragma once
#include <stdio.h>

#include <jpeglib.h>

#include "CCodecs.h"

// Whether the file whose header was read keeps its colours in planes that codec_decode_planes can hand out.
bool jpeg_has_planes(j_decompress_ptr jpeg);

// Decodes the file to its planes; its output dimensions have been calculated. Errors leave it by libjpeg's error_exit.
void jpeg_read_planes(j_decompress_ptr jpeg, uint8_t *memory, struct codec_plane planes[3]);

// Encodes three planes of the picture's size. Errors leave it by libjpeg's error_exit.
void jpeg_write_planes(j_compress_ptr jpeg, const struct codec_plane planes[3]);
