// JPEG and PNG behind C, because libjpeg and libpng report errors with long jumps, which must not cross Swift.
#pragma once
