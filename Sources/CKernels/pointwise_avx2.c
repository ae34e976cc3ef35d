#if defined(__x86_64__)
#include "pointwise.h"

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define CODE pointwise_avx2
#define LANES 8
#define ROWS 6
#include "pointwise_body.h"
#pragma clang attribute pop
#endif
