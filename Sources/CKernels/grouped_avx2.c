#if defined(__x86_64__)
#include "grouped.h"

#pragma clang attribute push(__attribute__((target("arch=x86-64-v3"))), apply_to = function)
#define CODE grouped_avx2
#define LANES 8
#define STRIP 8
#include "grouped_body.h"
#pragma clang attribute pop
#endif
