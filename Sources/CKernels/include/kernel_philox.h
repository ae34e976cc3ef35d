// Philox4x32-10: four random words as a pure function of a counter and a key.
//
// Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), as in their library Random123.
#pragma once
#include <stdint.h>

struct kernel_philox_words {
  uint32_t a, b, c, d;
};

enum { philox_rounds = 10 };
static const uint32_t philox_low_step = 0x9E3779B9, philox_high_step = 0xBB67AE85;

static inline struct kernel_philox_words kernel_philox_round(struct kernel_philox_words counter, uint32_t low, uint32_t high) {
  uint64_t first = (uint64_t)0xD2511F53 * counter.a;
  uint64_t second = (uint64_t)0xCD9E8D57 * counter.c;
  return (struct kernel_philox_words){
      (uint32_t)(second >> 32) ^ counter.b ^ low,
      (uint32_t)second,
      (uint32_t)(first >> 32) ^ counter.d ^ high,
      (uint32_t)first,
  };
}

static inline struct kernel_philox_words kernel_philox(struct kernel_philox_words counter, uint64_t key) {
  uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32);
  for (int round = 0; round < philox_rounds; round++) {
    counter = kernel_philox_round(counter, low, high);
    low += philox_low_step;
    high += philox_high_step;
  }
  return counter;
}
