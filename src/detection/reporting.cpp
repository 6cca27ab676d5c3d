// SPDX-License-Identifier: Apache-2.0
// The silence of a battery sensor carries information: the light has not moved away from the last
// report by the sensor's threshold. So each report is held until the next one, and the series goes
// through the same model as that of a sensor that reports every minute. This does not work for a
// sensor that reports only at its own interval or on motion: its held daylight becomes a staircase,
// and each step looks like a lamp. Repeated values distinguish the two: a sensor that reports on
// change repeats a value only when its longest interval is over.
#include "detection/reporting.h"

#include "core/quantiles.h"

#include <algorithm>
#include <span>

namespace lamplighter {
namespace {

constexpr std::size_t least_reports = 60;
constexpr double wide = 3;            // medians: such an interval counts as different
constexpr double least_silence = 4;   // minutes
constexpr double most_repeats = 0.1;  // of the reports before the longest spacing
constexpr double rare = 20;           // minutes: a lamp can go on and off in between
constexpr Minutes grid{1};
constexpr Minutes longest_night{24 * 60};

std::vector<double> spacings_of(const std::vector<Sample<Lux>>& samples) {
  std::vector<double> spacings;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    spacings.push_back(Minutes(samples[i].at - samples[i - 1].at).count());
  }
  return spacings;
}

/// The interval at which many of the long silences end, within a thirtieth. Requires: `sorted` is
/// ascending.
std::optional<Minutes> heartbeat(std::span<const double> sorted) {
  constexpr double least = 15;
  const auto first = std::ranges::lower_bound(sorted, least);
  const auto silences = std::span(first, sorted.end());
  if (silences.size() < 10) return std::nullopt;
  std::size_t most = 0;
  double longest = 0;
  std::size_t until = 0;
  for (std::size_t from = 0; from < silences.size(); ++from) {
    while (until < silences.size() && silences[until] <= silences[from] * 16 / 15) ++until;
    if (until - from > most) {
      most = until - from;
      longest = silences[from + most / 2];
    }
  }
  if (most * 4 < silences.size() || most < 10) return std::nullopt;
  return Minutes(longest);
}

/// The share of the reports before `longest` was over that only repeat the previous one.
double repeats(const std::vector<Sample<Lux>>& samples, Minutes longest) {
  int all = 0;
  int same = 0;
  for (std::size_t i = 1; i < samples.size(); ++i) {
    if (Minutes(samples[i].at - samples[i - 1].at) > 0.9 * longest) continue;
    ++all;
    same += samples[i].value.value() == samples[i - 1].value.value();
  }
  return all == 0 ? 1.0 : static_cast<double>(same) / all;
}

}  // namespace

Minutes Reporting::holds() const { return longest ? 2.5 * *longest : longest_night; }

namespace {

ReportKind kind_of(const std::vector<Sample<Lux>>& samples, const Reporting& reporting,
                   double silence) {
  const bool varies = silence > std::max(least_silence, wide * reporting.usual.count());
  const bool changes =
      varies && repeats(samples, reporting.longest.value_or(longest_night)) <= most_repeats;
  if (changes) return ReportKind::on_change;
  const bool is_rare = reporting.usual.count() > rare || (varies && silence > rare);
  return is_rare ? ReportKind::rarely : ReportKind::regular;
}

}  // namespace

Reporting reporting_of(const std::vector<Sample<Lux>>& samples, std::optional<ReportKind> given) {
  Reporting reporting;
  if (given) reporting.kind = *given;
  if (samples.size() < least_reports) return reporting;
  std::vector<double> spacings = spacings_of(samples);
  std::ranges::sort(spacings);
  const auto at_share = [&](double share) {
    return spacings[static_cast<std::size_t>(share * static_cast<double>(spacings.size() - 1))];
  };
  reporting.usual = Minutes(at_share(0.5));
  reporting.longest = heartbeat(spacings);
  reporting.kind = given ? *given : kind_of(samples, reporting, at_share(0.95));
  if (reporting.kind != ReportKind::on_change) reporting.longest.reset();
  return reporting;
}

std::vector<Sample<Lux>> held(const std::vector<Sample<Lux>>& samples, const Reporting& reporting) {
  const auto step = std::chrono::duration_cast<Instant::duration>(grid);
  const auto holds = std::chrono::duration_cast<Instant::duration>(reporting.holds());
  std::vector<Sample<Lux>> all;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    all.push_back(samples[i]);
    if (i + 1 == samples.size() || samples[i + 1].at - samples[i].at > holds) continue;
    for (Instant at = samples[i].at + step; at + step / 2 < samples[i + 1].at; at += step) {
      all.push_back({at, samples[i].value});
    }
  }
  return all;
}

std::string describe(const Reporting& reporting) {
  if (reporting.kind == ReportKind::regular) return {};
  const auto usual = std::to_string(std::max(1L, std::lround(reporting.usual.count())));
  if (reporting.kind == ReportKind::rarely) {
    return "reports only at a fixed interval or on motion, about every " + usual +
           " min: lamps cannot be detected";
  }
  return "reports on change, about every " + usual + " min: fine";
}

}  // namespace lamplighter
