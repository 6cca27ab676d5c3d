// SPDX-License-Identifier: Apache-2.0
// Preloaded into a program, shifts its wall clock by the number of seconds in the file named by
// TURNED_CLOCK.
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <ctime>

extern "C" int clock_gettime(clockid_t which, timespec* time) noexcept {
  using Function = int (*)(clockid_t, timespec*);
  static const auto real = reinterpret_cast<Function>(::dlsym(RTLD_NEXT, "clock_gettime"));
  const int result = real(which, time);
  if (result != 0 || which != CLOCK_REALTIME) return result;
  const char* path = std::getenv("TURNED_CLOCK");
  std::FILE* file = path != nullptr ? std::fopen(path, "r") : nullptr;
  if (file == nullptr) return result;
  long seconds = 0;
  if (std::fscanf(file, "%ld", &seconds) == 1) time->tv_sec += seconds;
  std::fclose(file);
  return result;
}
