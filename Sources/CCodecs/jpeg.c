// Errors leave libjpeg by a long jump that ends in this file. What changes after setjmp lives in the caller's
// `struct decoder`, so that its values are defined after the jump.
#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>

#include <jerror.h>

#include "codec.h"
#include "jpeg_planes.h"

// Progressive files may visit the picture again and again with few bytes: libjpeg-turbo's own tools stop at 500.
enum { scan_limit = 500 };

struct decoder {
  struct jpeg_decompress_struct jpeg;  // first: libjpeg hands back a pointer to it
  struct jpeg_error_mgr errors;
  struct jpeg_progress_mgr progress;
  jmp_buf jump;
  char *message;
  uint8_t *row;
};

static _Noreturn void fail(struct decoder *decoder, const char *text) {
  set_message(decoder->message, "", text);
  longjmp(decoder->jump, 1);
}

static void error_exit(j_common_ptr jpeg) {
  struct decoder *decoder = (struct decoder *)jpeg;
  int code = jpeg->err->msg_code;
  if (code == JERR_BAD_PRECISION) {
    snprintf(
        decoder->message, codec_message_size, "a JPEG image of %d bits a sample (only 8 are supported)",
        jpeg->err->msg_parm.i[0]);
    longjmp(decoder->jump, 1);
  }
  char text[JMSG_LENGTH_MAX];
  jpeg->err->format_message(jpeg, text);
  set_message(decoder->message, "not a JPEG image that libjpeg can decode: ", text);
  longjmp(decoder->jump, 1);
}

// libjpeg only warns of data that is missing or spoilt, and fills the picture with grey. A photograph that is not whole
// is an error here, with one exception: encoders exist that leave off the last bits, so the last row of blocks
// may lack some. Other warnings (bytes between segments, odd versions) say nothing about the picture.
static void emit_message(j_common_ptr common, int level) {
  if (level >= 0) return;
  struct decoder *decoder = (struct decoder *)common;
  j_decompress_ptr jpeg = &decoder->jpeg;
  jpeg->err->num_warnings++;
  bool isLastRow = jpeg->input_iMCU_row + 1 >= jpeg->total_iMCU_rows;
  switch (jpeg->err->msg_code) {
    case JWRN_JPEG_EOF: fail(decoder, "damaged JPEG image: the file ends before the picture does");
    case JWRN_HIT_MARKER:
      if (!isLastRow) fail(decoder, "damaged JPEG image: part of the picture is missing");
      break;
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
      if (!isLastRow) fail(decoder, "damaged JPEG image: part of the picture is spoilt");
      break;
    case JWRN_MUST_RESYNC: fail(decoder, "damaged JPEG image: part of the picture is missing");
  }
}

static void output_message(j_common_ptr jpeg) { (void)jpeg; }

static void watch_scans(j_common_ptr jpeg) {
  struct decoder *decoder = (struct decoder *)jpeg;
  if (decoder->jpeg.input_scan_number > scan_limit) fail(decoder, "a JPEG image of more than 500 scans");
}

static void start(struct decoder *decoder, char *message) {
  memset(decoder, 0, sizeof *decoder);
  decoder->message = message;
  decoder->jpeg.err = jpeg_std_error(&decoder->errors);
  decoder->errors.error_exit = error_exit;
  decoder->errors.emit_message = emit_message;
  decoder->errors.output_message = output_message;
  decoder->progress.progress_monitor = watch_scans;
}

static bool finish(struct decoder *decoder, bool isRead) {
  jpeg_destroy_decompress(&decoder->jpeg);
  free(decoder->row);
  return isRead;
}

// After setjmp.
static void open(struct decoder *decoder, const uint8_t *bytes, size_t count, bool keepsProfile) {
  j_decompress_ptr jpeg = &decoder->jpeg;
  jpeg_create_decompress(jpeg);
  jpeg->progress = &decoder->progress;
  jpeg_mem_src(jpeg, bytes, count);
  jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
  if (keepsProfile) jpeg_save_markers(jpeg, JPEG_APP0 + 2, 0xFFFF);
  jpeg_read_header(jpeg, TRUE);
  if (jpeg->num_components != 1 && jpeg->num_components != 3 && jpeg->num_components != 4) {
    snprintf(decoder->message, codec_message_size, "a JPEG image of %d components", jpeg->num_components);
    longjmp(decoder->jump, 1);
  }
}

static int orientation(j_decompress_ptr jpeg) {
  static const uint8_t name[] = {'E', 'x', 'i', 'f', 0, 0};
  for (jpeg_saved_marker_ptr marker = jpeg->marker_list; marker; marker = marker->next) {
    if (marker->data_length > sizeof name && memcmp(marker->data, name, sizeof name) == 0) {
      return exif_orientation(marker->data + sizeof name, marker->data_length - sizeof name);
    }
  }
  return 1;
}

static bool read_header(struct decoder *decoder, const uint8_t *bytes, size_t count, struct codec_header *header) {
  if (setjmp(decoder->jump)) return false;
  open(decoder, bytes, count, false);
  header->width = decoder->jpeg.image_width;
  header->height = decoder->jpeg.image_height;
  header->orientation = orientation(&decoder->jpeg);
  header->has_planes = jpeg_has_planes(&decoder->jpeg);
  return true;
}

bool jpeg_header(const uint8_t *bytes, size_t count, struct codec_header *header, char *message) {
  struct decoder decoder;
  start(&decoder, message);
  return finish(&decoder, read_header(&decoder, bytes, count, header));
}

static bool read_profile(struct decoder *decoder, const uint8_t *bytes, size_t count, struct codec_bytes *profile) {
  if (setjmp(decoder->jump)) return false;
  open(decoder, bytes, count, true);
  unsigned length = 0;
  if (jpeg_read_icc_profile(&decoder->jpeg, &profile->bytes, &length)) profile->count = length;
  return true;
}

bool jpeg_profile(const uint8_t *bytes, size_t count, struct codec_bytes *profile, char *message) {
  struct decoder decoder;
  start(&decoder, message);
  return finish(&decoder, read_profile(&decoder, bytes, count, profile));
}

static uint8_t product(unsigned a, unsigned b) { return (uint8_t)((a * b + 127) / 255); }

// Inks to light, without colour management, as OpenCV, Pillow and browsers do. Adobe's programs store 255 − ink.
static void convert_from_cmyk(const uint8_t *cmyk, uint8_t *rgb, size_t width, bool isInverted) {
  unsigned flip = isInverted ? 0 : 255;
  for (size_t x = 0; x < width; x++, cmyk += 4, rgb += 3) {
    unsigned black = cmyk[3] ^ flip;
    for (int channel = 0; channel < 3; channel++) rgb[channel] = product(cmyk[channel] ^ flip, black);
  }
}

static void read_pixels(struct decoder *decoder, size_t width, size_t height, uint8_t *pixels) {
  j_decompress_ptr jpeg = &decoder->jpeg;
  bool hasInks = jpeg->num_components == 4;
  jpeg->out_color_space = hasInks ? JCS_CMYK : JCS_RGB;
  if (hasInks && !(decoder->row = malloc(4 * width))) fail(decoder, "out of memory");
  jpeg_start_decompress(jpeg);
  while (jpeg->output_scanline < height) {
    size_t y = jpeg->output_scanline;
    if (hasInks) {
      jpeg_read_scanlines(jpeg, &decoder->row, 1);
      convert_from_cmyk(decoder->row, pixels + 3 * width * y, width, jpeg->saw_Adobe_marker);
    } else {
      enum { rows_at_once = 4 };
      JSAMPROW rows[rows_at_once];
      size_t left = height - y;
      for (size_t i = 0; i < rows_at_once; i++) rows[i] = pixels + 3 * width * (i < left ? y + i : y);
      jpeg_read_scanlines(jpeg, rows, left < rows_at_once ? (JDIMENSION)left : rows_at_once);
    }
  }
}

// To pixels, or to planes in `memory` when `planes` is not null.
static bool decode(
    struct decoder *decoder, const uint8_t *bytes, size_t count, int reduction, size_t width, size_t height,
    uint8_t *memory, struct codec_plane *planes) {
  if (setjmp(decoder->jump)) return false;
  open(decoder, bytes, count, false);
  j_decompress_ptr jpeg = &decoder->jpeg;
  jpeg->scale_num = 1;
  jpeg->scale_denom = (unsigned)reduction;
  jpeg_calc_output_dimensions(jpeg);
  if (jpeg->output_width != width || jpeg->output_height != height) fail(decoder, "the size is not the header's");
  if (planes) {
    if (!jpeg_has_planes(jpeg)) fail(decoder, "the colours are not the header's");
    jpeg_read_planes(jpeg, memory, planes);
  } else {
    read_pixels(decoder, width, height, memory);
  }
  // Reads to the end: a file that is cut off after the last row of the picture is damaged too.
  jpeg_finish_decompress(jpeg);
  return true;
}

bool jpeg_decode(
    const uint8_t *bytes, size_t count, int reduction, size_t width, size_t height, uint8_t *pixels, char *message) {
  struct decoder decoder;
  start(&decoder, message);
  return finish(&decoder, decode(&decoder, bytes, count, reduction, width, height, pixels, NULL));
}

bool jpeg_decode_planes(
    const uint8_t *bytes, size_t count, int reduction, size_t width, size_t height, uint8_t *memory,
    struct codec_plane planes[3], char *message) {
  struct decoder decoder;
  start(&decoder, message);
  return finish(&decoder, decode(&decoder, bytes, count, reduction, width, height, memory, planes));
}
