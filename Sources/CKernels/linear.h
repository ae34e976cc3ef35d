// The code of kernel_linear for each instruction set.
#pragma once
#include <stddef.h>

typedef void linear_code(
    const float *inputs, size_t images, size_t stride, size_t channels, const float *weights, const float *bias,
    size_t classes, float *outputs);

extern linear_code linear_baseline;
#if defined(__x86_64__)
extern linear_code linear_avx2, linear_avx512;
#endif
