// Reading and writing the numbers of maps. Where it is a constant what they are, a loop over them becomes vectors.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "kernel_numbers.h"

static inline __attribute__((always_inline)) float get(enum kernel_numbers numbers, const void *map, size_t index) {
  if (numbers == kernel_numbers_float32) return ((const float *)map)[index];
  uint32_t bits = (uint32_t)((const uint16_t *)map)[index] << 16;
  float value;
  memcpy(&value, &bits, sizeof value);
  return value;
}

// Rounds to the nearest number, halves to even ones; not a number stays one.
static inline __attribute__((always_inline)) void put(enum kernel_numbers numbers, void *map, size_t index, float value) {
  if (numbers == kernel_numbers_float32) {
    ((float *)map)[index] = value;
    return;
  }
  uint32_t bits;
  memcpy(&bits, &value, sizeof bits);
  uint32_t rounded = (bits + 0x7fff + (bits >> 16 & 1)) >> 16;
  ((uint16_t *)map)[index] = (uint16_t)(value == value ? rounded : bits >> 16 | 0x40);
}
