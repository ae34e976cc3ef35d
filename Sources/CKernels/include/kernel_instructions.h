// The sets of instructions that kernels are compiled for, and which of them this process computes with.
#pragma once
#include <stdbool.h>

// Vectors of 16, 8 and 4 numbers; the baseline is what every processor has.
enum kernel_instructions { kernel_instructions_avx512, kernel_instructions_avx2, kernel_instructions_baseline };

// Whether this processor has them.
bool kernel_has_instructions(enum kernel_instructions instructions);

// Those that were chosen. When the process starts these are the best that the processor has, or those that the environment
// variable FINETOOLS_INSTRUCTIONS names (avx512, avx2, baseline), if it has them.
enum kernel_instructions kernel_chosen_instructions(void);

// Chooses others, which the processor must have; not while another thread computes.
void kernel_choose_instructions(enum kernel_instructions instructions);
