// SPDX-License-Identifier: Apache-2.0
#include "views/light_picture.h"

#include "analysis/gaps.h"
#include "analysis/path.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <type_traits>
#include <utility>

namespace lamplighter::views {
namespace {

std::int32_t hour_at(Instant at) {
  return static_cast<std::int32_t>(
      std::chrono::floor<std::chrono::hours>(at).time_since_epoch().count());
}

void take(LightHour& hour, double value) {
  const float lux = drawn_lux(value);
  hour.low = hour.count == 0 ? lux : std::min(hour.low, lux);
  hour.high = hour.count == 0 ? lux : std::max(hour.high, lux);
  hour.sum += lux;
  ++hour.count;
}

void take(LightHour& hour, const LightHour& other) {
  hour.low = hour.count == 0 ? other.low : std::min(hour.low, other.low);
  hour.high = hour.count == 0 ? other.high : std::max(hour.high, other.high);
  hour.sum += other.sum;
  hour.count += other.count;
}

}  // namespace

LightSummary::LightSummary(std::vector<LightHour> hours,
                           std::map<std::int64_t, std::uint32_t> smoothed)
    : hours_(std::move(hours)), unusual_(std::move(smoothed)) {}

LightHour& LightSummary::hour_of(std::int32_t hour) {
  if (!hours_.empty() && hours_.back().hour == hour) return hours_.back();
  if (hours_.empty() || hours_.back().hour < hour) return hours_.emplace_back(LightHour{hour});
  const auto place = std::ranges::lower_bound(hours_, hour, {}, &LightHour::hour);
  if (place->hour == hour) return *place;
  return *hours_.insert(place, LightHour{hour});
}

void LightSummary::count_value(std::int64_t value, std::uint32_t times) {
  if (value < lowest_usual || value >= highest_usual) {
    unusual_[value] += times;
    return;
  }
  if (usual_.empty()) usual_.resize(highest_usual - lowest_usual);
  usual_[static_cast<std::size_t>(value - lowest_usual)] += times;
}

/// As `smooth` with its defaults, one sample at a time.
void LightSummary::count_smoothed(const Sample<Lux>& sample) {
  const bool goes_on = sample.at >= last_at_ && sample.at - last_at_ <= default_max_gap;
  if (!goes_on) in_window_ = 0;
  if (in_window_ == window) {
    std::shift_left(last_.begin(), last_.end(), 1);
    --in_window_;
  }
  last_[in_window_++] = sample.value.value();
  last_at_ = sample.at;
  double sum = 0;
  for (std::size_t i = 0; i < in_window_; ++i) sum += last_[i];
  const double mean = std::nearbyint(sum / static_cast<double>(in_window_));
  constexpr double far = 1e15;  // brighter than any light; a file may contain it
  count_value(static_cast<std::int64_t>(std::clamp(mean, -far, far)), 1);
}

void LightSummary::add(std::span<const Sample<Lux>> samples) {
  for (const Sample<Lux>& sample : samples) {
    take(hour_of(hour_at(sample.at)), sample.value.value());
    count_smoothed(sample);
  }
}

void LightSummary::add(const LightSummary& other) {
  for (const LightHour& hour : other.hours_) take(hour_of(hour.hour), hour);
  for (std::size_t i = 0; i < other.usual_.size(); ++i) {
    if (other.usual_[i] > 0) {
      count_value(lowest_usual + static_cast<std::int64_t>(i), other.usual_[i]);
    }
  }
  for (const auto& [value, times] : other.unusual_) count_value(value, times);
}

std::map<std::int64_t, std::uint32_t> LightSummary::smoothed() const {
  std::map<std::int64_t, std::uint32_t> all = unusual_;
  for (std::size_t i = 0; i < usual_.size(); ++i) {
    if (usual_[i] > 0) all[lowest_usual + static_cast<std::int64_t>(i)] += usual_[i];
  }
  return all;
}

ValueCounts LightSummary::value_counts() const {
  ValueCounts counted;
  for (const auto& [value, times] : smoothed()) {
    counted.values.push_back(static_cast<double>(value));
    counted.counts.push_back(times);
  }
  return counted;
}

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

/// Takes values from the front; after the end it returns zeros, and `is_whole` becomes false.
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

namespace {

using std::chrono::seconds;

/// Builds columns from parts in ascending time order.
class Columns {
 public:
  Columns(LightPicture& picture) : picture_(picture) {}

  void add(Instant at, float low, float high, double sum, std::uint32_t count) {
    const std::int64_t index = (at - picture_.from) / picture_.step;
    if (count_ > 0 && index != column_.index) close();
    column_.index = index;
    column_.low = count_ == 0 ? low : std::min(column_.low, low);
    column_.high = count_ == 0 ? high : std::max(column_.high, high);
    sum_ += sum;
    count_ += count;
  }

  void close() {
    if (count_ == 0) return;
    column_.mean = static_cast<float>(sum_ / static_cast<double>(count_));
    picture_.columns.push_back(column_);
    sum_ = 0;
    count_ = 0;
  }

 private:
  LightPicture& picture_;
  LightColumn column_{};
  double sum_ = 0;
  std::uint64_t count_ = 0;
};

/// The smallest multiple of `unit` with which `width` columns cover the span.
seconds step_of(Instant from, Instant until, int width, seconds unit) {
  const auto span = std::chrono::ceil<seconds>(until - from);
  const seconds least = seconds((span.count() + width - 1) / width);
  return seconds((least.count() + unit.count() - 1) / unit.count() * unit.count());
}

Instant floor_to(Instant at, seconds step) {
  const auto since = std::chrono::floor<seconds>(at).time_since_epoch();
  auto rest = since % step;
  if (rest < seconds{0}) rest += step;
  return Instant(since - rest);
}

Instant::duration usual_spacing(std::span<const Sample<Lux>> readings) {
  std::vector<Instant::duration> spacings;
  const std::size_t stride = readings.size() / 2000 + 1;
  for (std::size_t i = 1; i < readings.size(); i += stride) {
    spacings.push_back(readings[i].at - readings[i - 1].at);
  }
  if (spacings.empty()) return Instant::duration{0};
  const auto middle = spacings.begin() + static_cast<std::ptrdiff_t>(spacings.size() / 2);
  std::ranges::nth_element(spacings, middle);
  return *middle;
}

void list_gaps(std::span<const Sample<Lux>> readings, Instant::duration least,
               std::vector<LightGap>& gaps) {
  for (std::size_t i = 1; i < readings.size(); ++i) {
    if (readings[i].at - readings[i - 1].at > least) {
      gaps.push_back({readings[i - 1].at, readings[i].at});
    }
  }
}

/// The samples of [from, until), and the five before them to prime the smoothing.
std::span<const Sample<Lux>> lead_in(std::span<const Sample<Lux>> readings, std::size_t first,
                                     std::size_t count) {
  const std::size_t lead = std::min<std::size_t>(first, Smoothing{}.window - 1);
  return readings.subspan(first - lead, count + lead);
}

}  // namespace

LightPicture picture_of(std::span<const Sample<Lux>> readings, Instant from, Instant until,
                        int width) {
  LightPicture picture{.from = from, .until = until};
  const auto begin = std::ranges::lower_bound(readings, from, {}, &Sample<Lux>::at);
  const auto end = std::ranges::lower_bound(readings, until, {}, &Sample<Lux>::at);
  const auto first = static_cast<std::size_t>(begin - readings.begin());
  const auto count = static_cast<std::size_t>(std::max<std::ptrdiff_t>(end - begin, 0));
  const auto shown = readings.subspan(first, count);
  const Instant::duration gap =
      std::max<Instant::duration>(4 * usual_spacing(shown), default_max_gap);
  if (count <= 2 * static_cast<std::size_t>(width)) {
    const auto lead = lead_in(readings, first, count);
    const auto smoothed = smooth(split_at_gaps({lead.begin(), lead.end()}, default_max_gap), {});
    picture.samples.assign(shown.begin(), shown.end());
    for (const auto& sample : smoothed.all().last(count)) {
      picture.smoothed.push_back(sample.value.value());
    }
    list_gaps(shown, gap, picture.gaps);
    return picture;
  }
  picture.step = step_of(from, until, width, 1s);
  picture.from = floor_to(from, picture.step);
  Columns columns(picture);
  for (const Sample<Lux>& sample : shown) {
    const float lux = drawn_lux(sample.value.value());
    columns.add(sample.at, lux, lux, lux, 1);
  }
  columns.close();
  list_gaps(shown, std::max<Instant::duration>(gap, picture.step), picture.gaps);
  return picture;
}

LightPicture picture_of(std::span<const LightHour> hours, Instant from, Instant until, int width) {
  LightPicture picture{.from = from, .until = until};
  picture.step = step_of(from, until, width, 1h);
  picture.from = floor_to(from, picture.step);
  const auto begin_of = [](const LightHour& hour) {
    return Instant(std::chrono::hours(hour.hour));
  };
  const auto begin = std::ranges::lower_bound(hours, picture.from, {}, begin_of);
  const auto end = std::ranges::lower_bound(hours, until, {}, begin_of);
  Columns columns(picture);
  for (auto hour = begin; hour < end; ++hour) {
    columns.add(begin_of(*hour), hour->low, hour->high, hour->sum, hour->count);
    if (hour == begin) continue;
    const Instant ended = begin_of(*(hour - 1)) + 1h;
    if (begin_of(*hour) - ended > picture.step - 1h)
      picture.gaps.push_back({ended, begin_of(*hour)});
  }
  columns.close();
  return picture;
}

}  // namespace lamplighter::views
