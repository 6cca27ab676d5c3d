// SPDX-License-Identifier: Apache-2.0
#include "views/light_picture.h"

#include "analysis/gaps.h"
#include "analysis/smooth.h"

#include <algorithm>

namespace lamplighter::views {
namespace {

using std::chrono::seconds;

/// Builds columns from parts that rise in time.
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

/// The least whole multiple of `unit` with which `width` columns reach over the span.
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

/// The samples of [from, until), and the five before them so that smoothing has begun.
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
