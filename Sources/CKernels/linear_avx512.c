#if defined(__x86_64__)
#include "linear.h"

// Without this clang splits vectors of 512 bits.
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#define CODE linear_avx512
#define LANES 16
#define ROWS 6
#include "linear_body.h"
#pragma clang attribute pop
#endif
