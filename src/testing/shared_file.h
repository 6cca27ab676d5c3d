// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace lamplighter::testing {

/// The text of a file of ../shared, or nothing where this machine has no such folder: then the test
/// skips and says so.
inline std::optional<std::string> shared_file(const std::string& name) {
  std::ifstream file(std::filesystem::path(LAMPLIGHTER_SHARED_DIR) / name);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace lamplighter::testing
