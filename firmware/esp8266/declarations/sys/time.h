// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <time.h>

struct timeval {
  time_t tv_sec;
  long tv_usec;
};

int gettimeofday(timeval* now, void* zone);
