#include "kernel_instructions.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

// The best first.
static const char *const names[] = {
    [kernel_instructions_avx512] = "avx512",
    [kernel_instructions_avx2] = "avx2",
    [kernel_instructions_baseline] = "baseline",
};

static enum kernel_instructions chosen = kernel_instructions_baseline;

bool kernel_has_instructions(enum kernel_instructions instructions) {
  switch (instructions) {
#if defined(__x86_64__)
    case kernel_instructions_avx512: return __builtin_cpu_supports("x86-64-v4");
    case kernel_instructions_avx2: return __builtin_cpu_supports("x86-64-v3");
#endif
    case kernel_instructions_baseline: return true;
    default: return false;
  }
}

enum kernel_instructions kernel_chosen_instructions(void) { return chosen; }

void kernel_choose_instructions(enum kernel_instructions instructions) { chosen = instructions; }

static enum kernel_instructions named_or_best(const char *name) {
  enum kernel_instructions best = kernel_instructions_baseline;
  for (size_t set = sizeof names / sizeof *names; set-- > 0;) {
    if (!kernel_has_instructions(set)) continue;
    if (name && strcmp(name, names[set]) == 0) return set;
    best = set;
  }
  return best;
}

// When the process starts, before any thread computes.
__attribute__((constructor)) static void choose(void) {
#if defined(__x86_64__)
  __builtin_cpu_init();
#endif
  chosen = named_or_best(getenv("FINETOOLS_INSTRUCTIONS"));
}
