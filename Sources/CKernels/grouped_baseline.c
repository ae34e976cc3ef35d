#include "grouped.h"

#define CODE grouped_baseline
#define LANES 4
#define STRIP 8
#include "grouped_body.h"
