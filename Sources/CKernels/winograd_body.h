// Winograd's algorithm, written once for all instruction sets. A file that includes it defines before: CODE, the name of its
// winograd_code; LANES, the floats of a vector; ROWS, the tiles whose products with a panel fit the registers.
#include "winograd_tiles.h"

#include "winograd_convolution.h"
#include "winograd_gradient.h"
#include "winograd_weights.h"

const struct winograd_code CODE = {LANES,    PANEL,           transform_weights,      block_count, scratch_count,
                                   convolve, weight_gradient, gradient_scratch_count};
