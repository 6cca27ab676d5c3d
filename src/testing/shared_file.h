// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace lamplighter::testing {

/// The text of a file of reference figures: of tests/data, where we have it, or else of ../shared.
/// Nothing where neither has it: then the test skips and says so.
inline std::optional<std::string> shared_file(const std::string& name) {
  std::ifstream file(std::filesystem::path(LAMPLIGHTER_TEST_DATA) / name);
  if (!file) file = std::ifstream(std::filesystem::path(LAMPLIGHTER_SHARED_DIR) / name);
  if (!file) return std::nullopt;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

}  // namespace lamplighter::testing
