#include "CThreads.h"

// Swift's clang has no omp.h: these are libgomp's own entry points (its ABI, stable since GCC 4.2).
extern void GOMP_parallel(void (*body)(void *), void *data, unsigned threads, unsigned flags);
extern int omp_get_thread_num(void);
extern int omp_get_max_threads(void);
extern int omp_get_num_procs(void);
extern int omp_get_thread_limit(void);
extern void omp_set_num_threads(int count);

// OpenBLAS's own (driver/others/blas_server.c), which it calls before a process forks. A build without threads has none.
extern int blas_thread_shutdown_(void) __attribute__((weak));

struct task {
  void (*body)(void *context, int worker);
  void *context;
};

static void run(void *data) {
  struct task *task = data;
  task->body(task->context, omp_get_thread_num());
}

void kernel_parallel(int workers, void (*body)(void *, int), void *context) {
  struct task task = {body, context};
  if (workers <= 1) {
    body(context, 0);
  } else {
    GOMP_parallel(run, &task, (unsigned)workers, 0);
  }
}

int kernel_processor_count(void) { return omp_get_num_procs(); }

int kernel_set_threads(int count) {
  int before = omp_get_max_threads(), limit = omp_get_thread_limit();
  // oneDNN waits forever for threads that it was promised, and the system does not give.
  omp_set_num_threads(count < limit ? count : limit);
  return before;
}

void kernel_end_blas_threads(void) {
  if (blas_thread_shutdown_) blas_thread_shutdown_();
}
