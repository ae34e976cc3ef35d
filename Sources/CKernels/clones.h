// CLONES(type, name, parameters, arguments) { … } defines a function that is compiled for each set of instructions. A call
// goes to the code for the set that was chosen, with the arguments that are the parameters' names.
#pragma once
#include "kernel_instructions.h"

#define CLONE_BODY(type, name, parameters) static inline __attribute__((always_inline)) type name##_body parameters
#if defined(__x86_64__)
// Tuned for no processor: those of x86-64-v4 are thought to be better off with vectors of half the width.
#define CLONE(type, name, set, architecture, parameters, arguments)                                  \
  __attribute__((target("arch=" architecture ",tune=x86-64"))) static type name##_##set parameters { \
    return name##_body arguments;                                                                    \
  }
// The first declaration is what `static` before CLONES belongs to.
#define CLONES(type, name, parameters, arguments)                      \
  type name parameters;                                                \
  CLONE_BODY(type, name, parameters);                                  \
  CLONE(type, name, avx512, "x86-64-v4", parameters, arguments)        \
  CLONE(type, name, avx2, "x86-64-v3", parameters, arguments)          \
  CLONE(type, name, baseline, "x86-64", parameters, arguments)         \
  type name parameters {                                               \
    switch (kernel_chosen_instructions()) {                            \
      case kernel_instructions_avx512: return name##_avx512 arguments; \
      case kernel_instructions_avx2: return name##_avx2 arguments;     \
      default: return name##_baseline arguments;                       \
    }                                                                  \
  }                                                                    \
  CLONE_BODY(type, name, parameters)
#else
#define CLONES(type, name, parameters, arguments) type name parameters
#endif
