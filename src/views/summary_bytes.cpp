// SPDX-License-Identifier: Apache-2.0
#include "views/summary_bytes.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <utility>

namespace lamplighter::views {
namespace {

static_assert(std::endian::native == std::endian::little, "the file is little-endian");

constexpr std::uint64_t title = 0x3174'6867'696c'6c6c;  // "lllight1"

/// FNV-1a, 64 bits, over words of eight bytes.
std::uint64_t checksum(std::string_view bytes) {
  std::uint64_t sum = 0xcbf29ce484222325;
  while (!bytes.empty()) {
    std::uint64_t word = 0;
    const std::size_t taken = std::min(bytes.size(), sizeof word);
    std::memcpy(&word, bytes.data(), taken);
    sum = (sum ^ word) * 0x100000001b3;
    sum ^= sum >> 32;
    bytes.remove_prefix(taken);
  }
  return sum;
}

template <typename T>
void put(std::string& bytes, const T& value) {
  static_assert(std::is_arithmetic_v<T>);
  bytes.append(reinterpret_cast<const char*>(&value), sizeof value);
}

/// Takes values from the front; after the end only zeros, and `is_whole` is false.
class Taker {
 public:
  explicit Taker(std::string_view bytes) : bytes_(bytes) {}

  template <typename T>
  T take() {
    T value{};
    if (bytes_.size() < sizeof value) {
      is_whole_ = false;
      bytes_ = {};
      return value;
    }
    std::memcpy(&value, bytes_.data(), sizeof value);
    bytes_.remove_prefix(sizeof value);
    return value;
  }

  [[nodiscard]] bool is_whole() const { return is_whole_; }
  [[nodiscard]] bool is_at_end() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
  bool is_whole_ = true;
};

std::optional<std::vector<LightHour>> take_hours(Taker& taker) {
  std::vector<LightHour> hours;
  for (auto left = taker.take<std::uint32_t>(); left > 0; --left) {
    LightHour hour;
    hour.hour = taker.take<std::int32_t>();
    hour.count = taker.take<std::uint32_t>();
    hour.low = taker.take<float>();
    hour.high = taker.take<float>();
    hour.sum = taker.take<double>();
    const bool rises = hours.empty() || hours.back().hour < hour.hour;
    const bool makes_sense = hour.count > 0 && hour.low <= hour.high && std::isfinite(hour.sum);
    if (!taker.is_whole() || !rises || !makes_sense) return std::nullopt;
    hours.push_back(hour);
  }
  return hours;
}

}  // namespace

std::string to_bytes(const LightSummary& summary, std::uint64_t stamp) {
  std::string bytes;
  put(bytes, title);
  put(bytes, stamp);
  put(bytes, static_cast<std::uint32_t>(summary.hours().size()));
  for (const LightHour& hour : summary.hours()) {
    put(bytes, hour.hour);
    put(bytes, hour.count);
    put(bytes, hour.low);
    put(bytes, hour.high);
    put(bytes, hour.sum);
  }
  for (const auto& [value, times] : summary.smoothed()) {
    put(bytes, value);
    put(bytes, times);
  }
  seal(bytes);
  return bytes;
}

void seal(std::string& bytes) { put(bytes, checksum(bytes)); }

std::optional<LightSummary> from_bytes(std::string_view bytes, std::uint64_t stamp) {
  if (bytes.size() < sizeof(std::uint64_t)) return std::nullopt;
  const std::string_view body = bytes.substr(0, bytes.size() - sizeof(std::uint64_t));
  if (Taker(bytes.substr(body.size())).take<std::uint64_t>() != checksum(body)) return std::nullopt;
  Taker taker(body);
  if (taker.take<std::uint64_t>() != title) return std::nullopt;
  if (taker.take<std::uint64_t>() != stamp) return std::nullopt;
  std::optional<std::vector<LightHour>> hours = take_hours(taker);
  if (!hours) return std::nullopt;
  std::map<std::int64_t, std::uint32_t> smoothed;
  while (!taker.is_at_end()) {
    const auto value = taker.take<std::int64_t>();
    smoothed[value] += taker.take<std::uint32_t>();
  }
  if (!taker.is_whole()) return std::nullopt;
  return LightSummary(*std::move(hours), std::move(smoothed));
}

}  // namespace lamplighter::views
