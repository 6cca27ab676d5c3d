// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>

namespace lamplighter::testing {

/// Two real rooms: excerpts, which are in tests/data, and the whole files, which are not published
/// here.
inline constexpr std::array real_room_names{"front-room-excerpt", "dining-room-excerpt",
                                            "front-room", "dining-room"};

/// The same as test parameters.
inline auto real_rooms() { return ::testing::ValuesIn(real_room_names); }

/// Why a test of a whole room is skipped.
inline constexpr const char* no_whole_rooms = "the whole rooms are not here: no ../shared";

/// The path of a file of reference data: in tests/data if it is there, otherwise in ../shared.
/// Empty if it is in neither: the test is then skipped.
inline std::optional<std::string> shared_path(const std::string& name) {
  for (const char* folder : {LAMPLIGHTER_TEST_DATA, LAMPLIGHTER_SHARED_DIR}) {
    const std::filesystem::path path = std::filesystem::path(folder) / name;
    if (std::filesystem::exists(path)) return path.string();
  }
  EXPECT_FALSE(name.ends_with("-excerpt.csv")) << "tests/data is incomplete: " << name;
  return std::nullopt;
}

/// The text of such a file.
inline std::optional<std::string> shared_file(const std::string& name) {
  const std::optional<std::string> path = shared_path(name);
  if (!path) return std::nullopt;
  std::ostringstream text;
  text << std::ifstream(*path).rdbuf();
  return text.str();
}

}  // namespace lamplighter::testing
