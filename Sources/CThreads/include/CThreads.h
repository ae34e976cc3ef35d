// libgomp's thread pool and OpenBLAS's, which Swift cannot name. Every symbol begins with kernel_.
#pragma once

// Runs body(context, worker) once for each worker in 0..<workers, on libgomp's pool: the only pool in a computing tool,
// because oneDNN runs on it too. Returns when all have returned.
void kernel_parallel(int workers, void (*body)(void *context, int worker), void *context);

// The number of processors that this process may run on, which the system may have made fewer than the machine has.
int kernel_processor_count(void);

// Says how many threads oneDNN may use in what the calling thread compiles or computes next; returns the number before.
int kernel_set_threads(int count);

// Ends the threads that OpenBLAS starts with the process, if it does: they ask for work without rest, on processors that ours
// need, for 80 ms before they sleep.
void kernel_end_blas_threads(void);
