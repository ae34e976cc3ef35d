#include "linear.h"

#define CODE linear_baseline
#define LANES 4
#define ROWS 2
#include "linear_body.h"
