// What Swift cannot do: hot loops in several instruction sets chosen at run time, and libgomp's thread pool.
// Every symbol begins with kernel_.
#pragma once
#include <stddef.h>
#include <stdint.h>

#include "kernel_images.h"

// Runs body(context, worker) once for each worker in 0..<workers, on libgomp's pool: the only pool in a computing tool,
// because oneDNN runs on it too. Returns when all have returned.
void kernel_parallel(int workers, void (*body)(void *context, int worker), void *context);
