// SPDX-License-Identifier: Apache-2.0
#include "app/spare_file.h"

#include <filesystem>
#include <fstream>

namespace lamplighter::app {

void keep_spare(const std::string& path, std::string_view bytes) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  fs::create_directories(fs::path(path).parent_path(), ignored);
  const std::string beside = path + ".new";
  bool is_written = false;
  {
    std::ofstream file(beside, std::ios::binary | std::ios::trunc);
    file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    is_written = static_cast<bool>(file.flush());
  }
  if (is_written) {
    fs::rename(beside, path, ignored);
  } else {
    fs::remove(beside, ignored);
  }
}

}  // namespace lamplighter::app
