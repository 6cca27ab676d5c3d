// SPDX-License-Identifier: Apache-2.0
// The distribution of day and night values shows the unit: lux cover three decades between dusk and
// noon, a logarithm and an LDR do not. The times at which it is light show a wrong place or clock:
// the weekly courses of light are compared with the sun's at other longitudes and in the other
// hemisphere. Because lamps light up evenings, a course is the light that most days of a week
// reach.
#include "detection/suspicions.h"

#include "analysis/gaps.h"
#include "core/quantiles.h"
#include "detection/light.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>
#include <string>

namespace lamplighter {
namespace {

constexpr auto looked_back = std::chrono::hours(24 * 28);

/// The last four weeks, in order of time.
std::vector<Sample<Lux>> recent(std::vector<Sample<Lux>> samples) {
  remove_no_values(samples);
  std::ranges::stable_sort(samples, {}, &Sample<Lux>::at);
  if (samples.empty()) return samples;
  const Instant from = samples.back().at - looked_back;
  std::erase_if(samples, [from](const Sample<Lux>& sample) { return sample.at < from; });
  return samples;
}

double share_of(std::vector<double> values, double share) { return quantile(values, share); }

/// The values while the sun is high, and those at night.
struct Values {
  std::vector<double> day;
  std::vector<double> night;
  std::vector<double> positive;
  bool whole = true;  ///< true if at most one in fifty is not a whole number
  double greatest = 0;
};

Values values_of(const std::vector<Sample<Lux>>& samples, const Place& place) {
  Values values;
  std::size_t broken = 0;
  for (const LightStep& step : prepare_light(samples, place).steps) {
    broken += step.lux != std::floor(step.lux);
    values.greatest = std::max(values.greatest, step.lux);
    if (step.lux > 0) values.positive.push_back(step.lux);
    if (step.sun > 10) values.day.push_back(step.lux);
    if (step.sun < -8) values.night.push_back(step.lux);
  }
  values.whole = 50 * broken <= samples.size();
  return values;
}

constexpr std::size_t enough = 60;  // readings by day, and at night

bool is_logarithm(const Values& values) {
  constexpr double least = 12000;
  constexpr double wide = 15;  // lux by day cover a wider range
  if (!values.whole || values.greatest < least || values.positive.size() < enough) return false;
  const double low = share_of(values.positive, 0.1);
  return low >= 1000 && share_of(values.positive, 0.9) < wide * low;
}

/// Whether values stay close to their maximum during the hours of `light` and are low otherwise.
bool saturates(const std::vector<double>& light, const std::vector<double>& dark, double greatest) {
  const double middle = share_of(light, 0.5);
  return middle >= 0.65 * greatest && share_of(light, 0.4) >= 0.5 * middle &&
         share_of(dark, 0.3) < 0.5 * middle;
}

/// The name of the converter whose full scale the greatest reading comes close to.
std::optional<std::string> ldr_of(const Values& values) {
  constexpr std::array<std::pair<double, const char*>, 3> converters{
      {{1023, "ldr-1023"}, {4095, "ldr-4095"}, {100, "ldr-percent"}}};
  for (const auto& [full, name] : converters) {
    const bool is_whole = values.whole || full == 100;
    if (is_whole && values.greatest <= full && values.greatest >= 0.8 * full) return name;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> likely_unit(const std::vector<Sample<Lux>>& samples,
                                       const Place& place) {
  const Values values = values_of(recent(samples), place);
  if (values.day.size() < enough || values.night.size() < enough) return std::nullopt;
  if (is_logarithm(values)) return "hue-light-level";
  const std::optional<std::string> ldr = ldr_of(values);
  if (!ldr) return std::nullopt;
  if (saturates(values.day, values.night, values.greatest)) return ldr;
  if (saturates(values.night, values.day, values.greatest)) return *ldr + "-inverted";
  return std::nullopt;
}

namespace {

constexpr std::size_t half_hours = 48;  // of a day in UTC
constexpr int least_days = 5;

/// The light that most days of one week reach, bin by bin; nothing where unknown.
struct WeekOfLight {
  Instant day;  ///< start of a day in the middle of the week
  std::array<std::optional<double>, half_hours> light;
};

std::vector<WeekOfLight> weeks_of(const std::vector<Sample<Lux>>& samples) {
  std::map<std::int64_t, std::array<std::map<std::int64_t, std::vector<double>>, half_hours>> weeks;
  for (const Sample<Lux>& sample : samples) {
    const auto day = std::chrono::floor<std::chrono::days>(sample.at);
    const auto bin = static_cast<std::size_t>((sample.at - day) / std::chrono::minutes(30));
    const std::int64_t number = day.time_since_epoch().count();
    weeks[number / 7][bin][number].push_back(sample.value.value());
  }
  std::vector<WeekOfLight> courses;
  for (auto& [week, of_bins] : weeks) {
    WeekOfLight course{Instant(std::chrono::days(7 * week + 3)), {}};
    for (std::size_t bin = 0; bin < half_hours; ++bin) {
      std::vector<double> days;
      for (auto& [day, values] : of_bins[bin]) days.push_back(quantile(values, 0.5));
      if (days.size() >= static_cast<std::size_t>(least_days))
        course.light[bin] = std::sqrt(std::max(0.0, quantile(days, 0.2)));
    }
    courses.push_back(std::move(course));
  }
  return courses;
}

/// How well the courses fit a sun: their correlation with its elevation, counted from dusk up to
/// the elevation at which a room is light.
double likeness(const std::vector<WeekOfLight>& courses, const Place& place, double hours_later) {
  double n = 0;
  double sum_x = 0;
  double sum_y = 0;
  double sum_xx = 0;
  double sum_yy = 0;
  double sum_xy = 0;
  const auto later = std::chrono::duration_cast<Instant::duration>(
      std::chrono::duration<double, std::ratio<3600>>(hours_later));
  for (const WeekOfLight& course : courses) {
    for (std::size_t bin = 0; bin < half_hours; ++bin) {
      if (!course.light[bin]) continue;
      const Instant at = course.day + std::chrono::minutes(30 * bin + 15) - later;
      const double x =
          std::clamp(sun_elevation_degrees(place.latitude, place.longitude, at), -6.0, 40.0);
      const double y = *course.light[bin];
      n += 1;
      sum_x += x;
      sum_y += y;
      sum_xx += x * x;
      sum_yy += y * y;
      sum_xy += x * y;
    }
  }
  const double spread = (n * sum_xx - sum_x * sum_x) * (n * sum_yy - sum_y * sum_y);
  return spread <= 0 ? 0 : (n * sum_xy - sum_x * sum_y) / std::sqrt(spread);
}

}  // namespace

std::optional<OtherSun> other_sun(const std::vector<Sample<Lux>>& samples, const Place& place) {
  constexpr double least_hours = 2.5;
  constexpr double least_likeness = 0.5;
  constexpr double plainly_better = 0.1;
  constexpr double about_as_good = 0.05;
  const std::vector<WeekOfLight> courses = weeks_of(recent(samples));
  const double here = likeness(courses, place, 0);
  Place other = place;
  other.latitude = -other.latitude;
  const double across = likeness(courses, other, 0);
  double hours_later = 0;
  double best = here;
  for (int step = -23; step <= 24; ++step) {
    const double like = likeness(courses, place, step / 2.0);
    if (like <= best) continue;
    best = like;
    hours_later = step / 2.0;
  }
  const bool is_across =
      across >= least_likeness && across > here + plainly_better && across > best - about_as_good;
  const bool is_apart = std::abs(hours_later) >= least_hours && best >= least_likeness &&
                        best > here + plainly_better;
  if (!is_across && !is_apart) return std::nullopt;
  return OtherSun{is_apart ? hours_later : 0, is_across};
}

namespace {

std::string sentence_on(const std::string& unit) {
  return "the readings do not look like lux, but like " + unit +
         "; if they are, add this line to its [[source]]: unit = \"" + unit + "\"";
}

std::string sentence_on(const OtherSun& sun) {
  std::string found;
  if (sun.hours_later != 0) {
    found = "is about " + std::to_string(std::lround(std::abs(sun.hours_later))) + " hours " +
            (sun.hours_later > 0 ? "behind" : "ahead of") + " the sun at the configured place";
  }
  if (sun.other_hemisphere) {
    found += found.empty() ? "" : ", or ";
    found += "follows the sun of the other hemisphere";
  }
  return "the light " + found +
         "; check latitude and longitude (south and west are negative), and the clocks of this "
         "machine "
         "and of the sensor's node";
}

}  // namespace

std::vector<std::string> suspicions_of(std::vector<Sample<Lux>> samples, const Place& place) {
  samples = recent(std::move(samples));
  std::vector<std::string> sentences;
  const auto unit = likely_unit(samples, place);
  if (unit) sentences.push_back(sentence_on(*unit));
  // An inverted sensor is brightest at night; its sun would be off by half a day.
  if (unit && unit->ends_with("-inverted")) return sentences;
  if (const auto sun = other_sun(samples, place)) sentences.push_back(sentence_on(*sun));
  return sentences;
}

}  // namespace lamplighter
