// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "csv/daily_file.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace lamplighter::csv {

/// Daily files that stay open between writes, at most so many at a time.
class OpenFiles {
 public:
  explicit OpenFiles(std::size_t limit) : limit_(limit) {}

  /// The file at `path`, opened as DailyFile::open says unless it is open and still in its place.
  /// The one not used for longest is closed to make room. Valid until the next call.
  Result<DailyFile*> open(const std::string& path, std::string_view header,
                          std::optional<std::uint64_t> trusted_size, Repairs& repairs);

  /// The file where it is open; otherwise nothing.
  DailyFile* find(const std::string& path);

  void close(const std::string& path) { files_.erase(path); }
  void close_all() { files_.clear(); }
  [[nodiscard]] std::size_t size() const { return files_.size(); }

 private:
  struct Entry {
    DailyFile file;
    std::uint64_t last_use;
  };

  std::size_t limit_;
  std::uint64_t uses_ = 0;
  std::unordered_map<std::string, Entry> files_;
};

}  // namespace lamplighter::csv
