// Errors leave libjpeg by a long jump that ends in this file. What changes after setjmp lives in the caller's
// `struct encoder`, so that its values are defined after the jump.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include "codec.h"
#include "jpeg_planes.h"

struct encoder {
  struct jpeg_compress_struct jpeg;  // first: libjpeg hands back a pointer to it
  struct jpeg_error_mgr errors;
  jmp_buf jump;
  char *message;
  unsigned char *bytes;
  unsigned long count;
  // Where the file begins to be written; when it grows out of it, libjpeg takes other memory for `bytes`.
  unsigned char *room;
};

static _Noreturn void error_exit(j_common_ptr jpeg) {
  struct encoder *encoder = (struct encoder *)jpeg;
  char text[JMSG_LENGTH_MAX];
  jpeg->err->format_message(jpeg, text);
  set_message(encoder->message, "", text);
  longjmp(encoder->jump, 1);
}

static void output_message(j_common_ptr jpeg) { (void)jpeg; }

static void write_pixels(j_compress_ptr jpeg, const struct codec_picture *picture) {
  while (jpeg->next_scanline < jpeg->image_height) {
    JSAMPROW row = (JSAMPROW)(picture->pixels + 3 * picture->width * jpeg->next_scanline);
    jpeg_write_scanlines(jpeg, &row, 1);
  }
}

static bool encode(struct encoder *encoder, const struct codec_picture *picture, int quality) {
  if (setjmp(encoder->jump)) return false;
  j_compress_ptr jpeg = &encoder->jpeg;
  jpeg_create_compress(jpeg);
  // More than a photograph needs at the usual qualities: libjpeg's own 4 KiB would grow, and be copied, again and again.
  size_t size = picture->width * picture->height / 2 + (1 << 12);
  encoder->room = encoder->bytes = malloc(size);
  encoder->count = encoder->room ? size : 0;
  jpeg_mem_dest(jpeg, &encoder->bytes, &encoder->count);
  jpeg->image_width = (JDIMENSION)picture->width;
  jpeg->image_height = (JDIMENSION)picture->height;
  jpeg->input_components = 3;
  jpeg->in_color_space = picture->planes ? JCS_YCbCr : JCS_RGB;
  jpeg_set_defaults(jpeg);
  jpeg_set_quality(jpeg, quality, TRUE);
  // 4:4:4: colour at full resolution.
  for (int i = 0; i < jpeg->num_components; i++) {
    jpeg->comp_info[i].h_samp_factor = 1;
    jpeg->comp_info[i].v_samp_factor = 1;
  }
  jpeg->raw_data_in = picture->planes != NULL;
  jpeg_start_compress(jpeg, TRUE);
  if (picture->profile_count > 0) {
    jpeg_write_icc_profile(jpeg, picture->profile, (unsigned)picture->profile_count);
  }
  if (picture->planes) {
    jpeg_write_planes(jpeg, picture->planes);
  } else {
    write_pixels(jpeg, picture);
  }
  jpeg_finish_compress(jpeg);
  return true;
}

bool jpeg_encode(const struct codec_picture *picture, int quality, struct codec_bytes *file, char *message) {
  struct encoder encoder;
  memset(&encoder, 0, sizeof encoder);
  encoder.message = message;
  encoder.jpeg.err = jpeg_std_error(&encoder.errors);
  encoder.errors.error_exit = error_exit;
  encoder.errors.output_message = output_message;
  bool isEncoded = encode(&encoder, picture, quality);
  // Only this tells where the memory is after it has grown.
  if (!isEncoded && encoder.bytes) encoder.jpeg.dest->term_destination(&encoder.jpeg);
  jpeg_destroy_compress(&encoder.jpeg);
  if (encoder.room != encoder.bytes) free(encoder.room);
  if (!isEncoded) {
    free(encoder.bytes);
    return false;
  }
  *file = (struct codec_bytes){.bytes = encoder.bytes, .count = encoder.count};
  return true;
}
