// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace lamplighter::csv {

/// Asks the kernel to back memory with 2 MiB pages as it is first touched. Taking 75 MB in pages of
/// 4 KiB can cost more time than reading a file of 300 MB (docs/performance.md). Only advice: it
/// changes no contents, and nothing where it is not possible or too small to matter.
void prefer_large_pages(void* begin, std::size_t bytes);

/// Reserves room for `count` elements on large pages.
template <typename T>
void reserve_large(std::vector<T>& elements, std::size_t count) {
  elements.reserve(count);
  prefer_large_pages(elements.data(), elements.capacity() * sizeof(T));
}

}  // namespace lamplighter::csv
