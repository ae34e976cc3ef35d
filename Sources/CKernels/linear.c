#include "linear.h"

#include "CKernels.h"

void kernel_linear(
    const float *inputs, size_t images, size_t stride, size_t channels, const float *weights, const float *bias,
    size_t classes, float *outputs) {
  linear_code *code = linear_baseline;
#if defined(__x86_64__)
  switch (kernel_chosen_instructions()) {
    case kernel_instructions_avx512: code = linear_avx512; break;
    case kernel_instructions_avx2: code = linear_avx2; break;
    default: break;
  }
#endif
  code(inputs, images, stride, channels, weights, bias, classes, outputs);
}
