#include <cblas.h>

// OpenBLAS's own (driver/others/blas_server.c), which it calls before a process forks. A build without threads has none.
extern int blas_thread_shutdown_(void) __attribute__((weak));

// Computes on the thread that calls, and ends the threads that OpenBLAS starts with the process: they ask for work without
// rest, on processors that ours need, for 80 ms before they sleep.
static inline void openblas_use_calling_thread(void) {
  openblas_set_num_threads(1);
  if (blas_thread_shutdown_) blas_thread_shutdown_();
}
