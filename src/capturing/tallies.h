// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace lamplighter {

/// Counts by name, for names that strangers choose: so many names at most, each shortened to so
/// many bytes of printable ASCII; what is beyond is counted together.
class Tallies {
 public:
  explicit Tallies(std::size_t max_names) : max_names_(max_names) {}

  void add(std::string_view name);

  [[nodiscard]] const std::map<std::string, std::uint64_t>& counts() const { return counts_; }

  /// Of names that found no place.
  [[nodiscard]] std::uint64_t others() const { return others_; }

 private:
  std::size_t max_names_;
  std::map<std::string, std::uint64_t> counts_;
  std::uint64_t others_ = 0;
};

/// For logs and reports: at most so many bytes, each one that is not printable ASCII as `?`.
std::string printable(std::string_view text, std::size_t longest = 100);

}  // namespace lamplighter
