// SPDX-License-Identifier: Apache-2.0
#include "system/trim_heap.h"

#include <sys/mman.h>

#include <link.h>
#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <span>

namespace lamplighter::app {
namespace {

/// Code that was modified when it was loaded differs from its file and would be lost.
bool changes_its_code(const dl_phdr_info& object, const ElfW(Phdr) & part) {
  if (part.p_type != PT_DYNAMIC) return false;
  const auto* entry = reinterpret_cast<const ElfW(Dyn)*>(object.dlpi_addr + part.p_vaddr);
  for (; entry->d_tag != DT_NULL; ++entry) {
    if (entry->d_tag == DT_TEXTREL) return true;
    if (entry->d_tag == DT_FLAGS && (entry->d_un.d_val & DF_TEXTREL) != 0) return true;
  }
  return false;
}

int give_back_code(dl_phdr_info* object, std::size_t, void*) {
  const std::span parts(object->dlpi_phdr, object->dlpi_phnum);
  const auto changed = [&](const ElfW(Phdr) & part) { return changes_its_code(*object, part); };
  if (std::any_of(parts.begin(), parts.end(), changed)) return 0;
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  for (const ElfW(Phdr) & part : parts) {
    if (part.p_type != PT_LOAD || (part.p_flags & PF_W) != 0) continue;
    const std::uintptr_t begin = (object->dlpi_addr + part.p_vaddr) / page * page;
    const std::uintptr_t end = object->dlpi_addr + part.p_vaddr + part.p_memsz;
    // A failure only costs memory.
    ::madvise(reinterpret_cast<void*>(begin), end - begin, MADV_DONTNEED);
  }
  return 0;
}

}  // namespace

void trim_heap() {
  ::malloc_trim(0);
  ::dl_iterate_phdr(give_back_code, nullptr);
}

}  // namespace lamplighter::app
