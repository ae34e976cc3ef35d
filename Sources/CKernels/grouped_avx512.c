#if defined(__x86_64__)
#include "grouped.h"

// Without this clang splits vectors of 512 bits.
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#define CODE grouped_avx512
#define LANES 16
#define STRIP 14
#include "grouped_body.h"
#pragma clang attribute pop
#endif
