// SPDX-License-Identifier: Apache-2.0
#include "capturing/capture_report.h"

#include "capturing/capture.h"

namespace lamplighter {
namespace {

SensorReport report_of(const std::string& name, const SensorWatch& watch) {
  SensorReport report{.name = name,
                      .last_heard = watch.last_heard(),
                      .per_minute = std::nullopt,
                      .readings = watch.readings(),
                      .gaps = watch.gaps(),
                      .rejected = watch.rejections(),
                      .is_silent = watch.is_silent()};
  if (const auto usual = watch.usual_spacing()) {
    report.per_minute = 60.0 / std::chrono::duration<double>(*usual).count();
  }
  return report;
}

void add_strangers(const Tallies& strangers, std::vector<StrangerReport>& into) {
  for (const auto& [name, count] : strangers.counts()) into.push_back({name, count});
  if (strangers.others() > 0) into.push_back({"", strangers.others()});
}

}  // namespace

CaptureReport Capture::report(Instant now) const {
  CaptureReport report{.at = now,
                       .totals = totals_,
                       .storage_trouble = storage_ ? "" : storage_.error().message,
                       .sensors = {},
                       .rejections = {},
                       .strangers = {}};
  for (const auto& [name, watch] : watches_) report.sensors.push_back(report_of(name, watch));
  for (const auto& [reason, topics] : rejections_) {
    const std::string text(to_string(reason));
    for (const auto& [topic, count] : topics.counts()) {
      report.rejections.push_back({text, topic, count});
    }
    if (topics.others() > 0) report.rejections.push_back({text, "", topics.others()});
  }
  add_strangers(sensors_.strangers, report.strangers);
  add_strangers(rooms_.strangers, report.strangers);
  return report;
}

}  // namespace lamplighter
