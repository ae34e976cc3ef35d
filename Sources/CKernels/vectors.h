// Vectors of LANES floats, which a file that includes it defines before.
#pragma once
#include <stdint.h>

#define INLINE static inline __attribute__((always_inline))

typedef float vector __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef int32_t mask __attribute__((vector_size(LANES * 4)));

INLINE vector load(const float *address) { return *(const vector *)address; }
INLINE void store(float *address, vector value) { *(vector *)address = value; }
// Not a number stays one.
INLINE vector rectify(vector value) { return (vector)((mask)value & ~(value < (vector){0})); }
