// SPDX-License-Identifier: Apache-2.0
#include "stored_numbers.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

namespace lamplighter::trials {
namespace {

constexpr const char* header = "timestamp,datetime,sensor_id,value";

void read_file(const std::filesystem::path& path, StoredNumbers& into) {
  static const std::regex row(
      R"(\d{9,10}(\.\d{1,6})?,\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z,([^,]+),(-?\d+(\.\d+)?))");
  std::ifstream file(path, std::ios::binary);
  const std::string text((std::istreambuf_iterator<char>(file)), {});
  if (!text.empty() && text.back() != '\n') ++into.torn;
  std::size_t begin = 0;
  for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
    const std::string line = text.substr(begin, end - begin);
    const bool is_first = begin == 0;
    begin = end + 1;
    std::smatch parts;
    if (is_first && line == header) continue;
    if (!std::regex_match(line, parts, row)) {
      ++into.torn;
      continue;
    }
    ++into.rows;
    into.by_sensor[parts[3]].push_back(std::stod(parts[4]));
  }
}

}  // namespace

std::int64_t StoredNumbers::twice() const {
  std::int64_t count = 0;
  for (const auto& [sensor, numbers] : by_sensor) {
    const std::set<double> different(numbers.begin(), numbers.end());
    count += static_cast<std::int64_t>(numbers.size() - different.size());
  }
  return count;
}

StoredNumbers read_stored_numbers(const std::string& store) {
  StoredNumbers numbers;
  std::vector<std::filesystem::path> files;
  const std::filesystem::path folder = std::filesystem::path(store) / "readings";
  if (!std::filesystem::exists(folder)) return numbers;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file()) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  for (const auto& path : files) read_file(path, numbers);
  return numbers;
}

}  // namespace lamplighter::trials
