// SPDX-License-Identifier: Apache-2.0
#include "csv/large_memory.h"

#include <sys/mman.h>

#include <unistd.h>

#include <cstdint>

namespace lamplighter::csv {

void prefer_large_pages(void* begin, std::size_t bytes) {
  constexpr std::size_t worth_it = std::size_t{4} << 20;
  if (bytes < worth_it) return;
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const auto address = reinterpret_cast<std::uintptr_t>(begin);
  const std::uintptr_t first = (address + page - 1) / page * page;
  const std::uintptr_t last = (address + bytes) / page * page;
  // NOLINTNEXTLINE(performance-no-int-to-ptr): an address rounded to its page
  ::madvise(reinterpret_cast<void*>(first), last - first, MADV_HUGEPAGE);
}

}  // namespace lamplighter::csv
