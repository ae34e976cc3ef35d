#include "pointwise.h"

#define CODE pointwise_baseline
#define LANES 4
#define ROWS 6
#include "pointwise_body.h"
