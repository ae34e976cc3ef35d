#if defined(__x86_64__)
#include <immintrin.h>

#include "columns.h"

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define CODE columns_avx2
#define LANES 8
#include "vectors.h"

INLINE vector pick(const float *from, mask places) {
  __m256i index = (__m256i)places;
  __m256 low = _mm256_permutevar8x32_ps((__m256)load(from), index);
  __m256 high = _mm256_permutevar8x32_ps((__m256)load(from + LANES), index);
  // Only the lower three bits were looked at; the fourth becomes the sign, which chooses.
  return (vector)_mm256_blendv_ps(low, high, _mm256_castsi256_ps(_mm256_slli_epi32(index, 28)));
}

#include "columns_body.h"
#pragma clang attribute pop
#endif
