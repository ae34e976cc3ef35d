#include "jpeg_planes.h"

#include <string.h>

// libjpeg hands out and takes planes in rows of whole blocks: at most two blocks of eight lines, for the factors of 1 and 2.
enum { plane_count = 3, most_factor = 2, most_lines = most_factor * DCTSIZE };

// The side of a component's blocks in the picture that is decoded, less than 8 when that is reduced.
#if JPEG_LIB_VERSION >= 70
static int block_side(const jpeg_component_info *component) { return component->DCT_h_scaled_size; }
static int smallest_block_side(j_decompress_ptr jpeg) { return jpeg->min_DCT_h_scaled_size; }
#else
static int block_side(const jpeg_component_info *component) { return component->DCT_scaled_size; }
static int smallest_block_side(j_decompress_ptr jpeg) { return jpeg->min_DCT_scaled_size; }
#endif

bool jpeg_has_planes(j_decompress_ptr jpeg) {
  if (jpeg->num_components != plane_count || jpeg->jpeg_color_space != JCS_YCbCr) return false;
  const jpeg_component_info *light = jpeg->comp_info, *blue = light + 1, *red = light + 2;
  return light->h_samp_factor <= most_factor && light->v_samp_factor <= most_factor &&
         blue->h_samp_factor <= light->h_samp_factor && blue->v_samp_factor <= light->v_samp_factor &&
         red->h_samp_factor == blue->h_samp_factor && red->v_samp_factor == blue->v_samp_factor;
}

size_t codec_planes_room(size_t width, size_t height) {
  return plane_count * (width + most_lines) * (height + most_lines);
}

size_t codec_plane_stride(size_t width) { return (width + DCTSIZE - 1) / DCTSIZE * DCTSIZE; }

// What libjpeg would do to `component`, which has 1 / `factor` as many numbers as the picture along one side (jdsample.c): it
// interpolates wherever it can.
static enum codec_enlargement enlargement(int factor, bool interpolates) {
  if (factor == 1) return codec_enlargement_none;
  return interpolates ? codec_enlargement_interpolated : codec_enlargement_repeated;
}

static struct codec_plane plane_of(j_decompress_ptr jpeg, const jpeg_component_info *component, uint8_t *samples) {
  int side = block_side(component), smallest = smallest_block_side(jpeg);
  int columns = jpeg->max_h_samp_factor * smallest / (component->h_samp_factor * side);
  int rows = jpeg->max_v_samp_factor * smallest / (component->v_samp_factor * side);
  bool interpolates = smallest > 1 && (columns == 1 || component->downsampled_width > 2);
  return (struct codec_plane){
      .samples = samples,
      .width = component->downsampled_width,
      .height = component->downsampled_height,
      .stride = (size_t)component->width_in_blocks * (size_t)side,
      .columns = enlargement(columns, interpolates),
      .rows = enlargement(rows, interpolates),
  };
}

void jpeg_read_planes(j_decompress_ptr jpeg, uint8_t *memory, struct codec_plane planes[3]) {
  jpeg->raw_data_out = TRUE;
  jpeg_start_decompress(jpeg);
  int lines[plane_count];
  for (int i = 0; i < plane_count; i++) {
    const jpeg_component_info *component = jpeg->comp_info + i;
    planes[i] = plane_of(jpeg, component, memory);
    lines[i] = component->v_samp_factor * block_side(component);
    memory += planes[i].stride * (size_t)lines[i] * jpeg->total_iMCU_rows;
  }
  JDIMENSION most = (JDIMENSION)(jpeg->max_v_samp_factor * smallest_block_side(jpeg));
  for (size_t block_row = 0; jpeg->output_scanline < jpeg->output_height; block_row++) {
    JSAMPROW rows[plane_count][most_lines];
    JSAMPARRAY arrays[plane_count];
    for (int i = 0; i < plane_count; i++) {
      uint8_t *first = planes[i].samples + planes[i].stride * (size_t)lines[i] * block_row;
      for (int line = 0; line < lines[i]; line++) rows[i][line] = first + planes[i].stride * (size_t)line;
      arrays[i] = rows[i];
    }
    jpeg_read_raw_data(jpeg, arrays, most);
  }
}

void jpeg_write_planes(j_compress_ptr jpeg, const struct codec_plane planes[3]) {
  while (jpeg->next_scanline < jpeg->image_height) {
    JSAMPROW rows[plane_count][DCTSIZE];
    JSAMPARRAY arrays[plane_count];
    for (int i = 0; i < plane_count; i++) {
      struct codec_plane plane = planes[i];
      // Blocks that reach beyond the picture repeat its last column and its last row, as those that libjpeg makes of RGB.
      for (size_t line = 0; line < DCTSIZE; line++) {
        size_t y = jpeg->next_scanline + line;
        JSAMPROW row = rows[i][line] = plane.samples + plane.stride * (y < plane.height ? y : plane.height - 1);
        memset(row + plane.width, row[plane.width - 1], plane.stride - plane.width);
      }
      arrays[i] = rows[i];
    }
    jpeg_write_raw_data(jpeg, arrays, DCTSIZE);
  }
}
