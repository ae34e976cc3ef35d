// What the numbers of a map are kept as; they are computed with as float32.
#pragma once
#include <stddef.h>

enum kernel_numbers {
  kernel_numbers_float32,
  // The upper half of float32.
  kernel_numbers_bfloat16
};

// The bytes of a number.
static inline __attribute__((always_inline)) size_t kernel_size_of(enum kernel_numbers numbers) {
  return numbers == kernel_numbers_float32 ? 4 : 2;
}
