// Philox4x32-10: four random words as a pure function of a counter and a key.
//
// Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011), as in their library Random123.
#pragma once
#include <stdint.h>

struct kernel_philox_words {
  uint32_t a, b, c, d;
};

static inline struct kernel_philox_words kernel_philox(struct kernel_philox_words counter, uint64_t key) {
  uint32_t low = (uint32_t)key, high = (uint32_t)(key >> 32);
  for (int round = 0; round < 10; round++) {
    uint64_t first = (uint64_t)0xD2511F53 * counter.a;
    uint64_t second = (uint64_t)0xCD9E8D57 * counter.c;
    counter = (struct kernel_philox_words){
        (uint32_t)(second >> 32) ^ counter.b ^ low,
        (uint32_t)second,
        (uint32_t)(first >> 32) ^ counter.d ^ high,
        (uint32_t)first,
    };
    low += 0x9E3779B9;
    high += 0xBB67AE85;
  }
  return counter;
}
