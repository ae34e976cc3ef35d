#include "CKernels.h"

#ifdef __GLIBC__
#include <malloc.h>

void kernel_keep_freed_memory(void) {
  mallopt(M_TRIM_THRESHOLD, 1 << 26);
  mallopt(M_MMAP_THRESHOLD, 1 << 25);
}
#else
void kernel_keep_freed_memory(void) {}
#endif
