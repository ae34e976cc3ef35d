#if defined(__x86_64__)
#include <immintrin.h>

#include "columns.h"

// Without this clang splits vectors of 512 bits.
#pragma clang attribute push(__attribute__((target("arch=x86-64-v4"), min_vector_width(512))), apply_to = function)
#define CODE columns_avx512
#define LANES 16
#include "vectors.h"

INLINE vector pick(const float *from, mask places) {
  return (vector)_mm512_permutex2var_ps((__m512)load(from), (__m512i)places, (__m512)load(from + LANES));
}

#include "columns_body.h"
#pragma clang attribute pop
#endif
