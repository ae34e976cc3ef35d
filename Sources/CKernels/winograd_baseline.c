#include <string.h>

#include "winograd.h"

#define CODE winograd_baseline
#define LANES 4
#define ROWS 6
#include "winograd_body.h"
