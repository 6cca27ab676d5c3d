// SPDX-License-Identifier: Apache-2.0
#include "csv/open_files.h"

#include <algorithm>

namespace lamplighter::csv {

Result<DailyFile*> OpenFiles::open(const std::string& path, std::string_view header,
                                   std::optional<std::uint64_t> trusted_size, Repairs& repairs) {
  ++uses_;
  const auto known = files_.find(path);
  if (known != files_.end() && known->second.file.is_in_place()) {
    known->second.last_use = uses_;
    return &known->second.file;
  }
  files_.erase(path);
  if (files_.size() >= limit_ && !files_.empty()) {
    files_.erase(std::min_element(files_.begin(), files_.end(), [](const auto& a, const auto& b) {
      return a.second.last_use < b.second.last_use;
    }));
  }
  Result<DailyFile> file = DailyFile::open(path, header, trusted_size, repairs);
  if (!file) return file.error();
  return &files_.emplace(path, Entry{*std::move(file), uses_}).first->second.file;
}

DailyFile* OpenFiles::find(const std::string& path) {
  const auto known = files_.find(path);
  return known == files_.end() ? nullptr : &known->second.file;
}

}  // namespace lamplighter::csv
