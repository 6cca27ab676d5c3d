// SPDX-License-Identifier: Apache-2.0
#include "csv/line_reader.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>

namespace lamplighter::csv {

Result<LineReader> LineReader::open(const std::string& path) {
  FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return system_error("open", path, errno);
  struct stat about {};
  if (::fstat(file.get(), &about) != 0) return system_error("open", path, errno);
  if (S_ISDIR(about.st_mode)) {
    return Error{Fault::bad_input,
                 fmt::format("{}: a directory; name the CSV files inside it", path)};
  }
  ::posix_fadvise(file.get(), 0, 0, POSIX_FADV_SEQUENTIAL);  // only advice: may fail
  const auto size = S_ISREG(about.st_mode) ? static_cast<std::uint64_t>(about.st_size) : 0;
  return LineReader(path, std::move(file), size);
}

Result<std::string_view> LineReader::next(std::int64_t line) {
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  while (end_ < buffer_.size()) {
    const ssize_t got = ::read(file_.get(), buffer_.data() + end_, buffer_.size() - end_);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error("read", path_, errno);
    if (got == 0) return std::string_view();
    end_ += static_cast<std::size_t>(got);
    const std::string_view held(buffer_.data(), end_);
    const std::size_t last = held.rfind('\n');
    if (last == std::string_view::npos) continue;
    begin_ = last + 1;
    return held.substr(0, begin_);
  }
  return Error{Fault::bad_input,
               fmt::format("{}:{}: a line longer than {} KiB; this is not a readings file", path_,
                           line, block_size / 1024)};
}

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
