// What the numbers of a map are kept as; they are computed with as float32.
#pragma once

enum kernel_numbers {
  kernel_numbers_float32,
  // The upper half of float32.
  kernel_numbers_bfloat16
};
