// What is small and used everywhere.
#pragma once
#include <stddef.h>

#define INLINE static inline __attribute__((always_inline))

INLINE size_t smaller(size_t a, size_t b) { return a < b ? a : b; }
