#if defined(__x86_64__)
#include "pointwise.h"

// Without this clang splits vectors of 512 bits.
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#define CODE pointwise_avx512
#define LANES 16
#define ROWS 14
#include "pointwise_body.h"
#pragma clang attribute pop
#endif
