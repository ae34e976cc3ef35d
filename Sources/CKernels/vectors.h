// Vectors of LANES floats, which a file that includes it defines before.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "inline.h"
#include "kernel_numbers.h"

typedef float vector __attribute__((vector_size(LANES * 4), aligned(4), may_alias));
typedef int32_t mask __attribute__((vector_size(LANES * 4)));

INLINE vector load(const float *address) { return *(const vector *)address; }
INLINE void store(float *address, vector value) { *(vector *)address = value; }
// Not a number stays one.
INLINE vector rectify(vector value) { return (vector)((mask)value & ~(value < (vector){0})); }

// Vectors of numbers that are kept as others.
typedef uint32_t words __attribute__((vector_size(LANES * 4)));
typedef uint16_t halves __attribute__((vector_size(LANES * 2), aligned(2), may_alias));

INLINE vector load_numbers(enum kernel_numbers numbers, const char *address) {
  if (numbers == kernel_numbers_float32) return *(const vector *)address;
  return (vector)(__builtin_convertvector(*(const halves *)address, words) << 16);
}

// Rounds to the nearest number, halves to even ones; not a number stays one.
INLINE void store_numbers(enum kernel_numbers numbers, char *address, vector value) {
  if (numbers == kernel_numbers_float32) {
    *(vector *)address = value;
    return;
  }
  words bits = (words)value, is_number = (words)(value == value);
  words rounded = bits + 0x7fff + (bits >> 16 & 1);
  *(halves *)address = __builtin_convertvector(((rounded & is_number) | ((bits | 0x400000) & ~is_number)) >> 16, halves);
}
