#if defined(__x86_64__)
#include "linear.h"

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define CODE linear_avx2
#define LANES 8
#define ROWS 2
#include "linear_body.h"
#pragma clang attribute pop
#endif
