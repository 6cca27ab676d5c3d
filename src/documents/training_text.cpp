// SPDX-License-Identifier: Apache-2.0
#include "documents/training_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>

namespace lamplighter::app {
namespace {

using Json = nlohmann::ordered_json;

Json zone_json(Zone zone, const ZoneModel& model) {
  return {{"zone", to_string(zone)},
          {"samples", model.samples},
          {"subsequences", model.subsequences},
          {"log_likelihood", model.log_likelihood},
          {"iterations", model.iterations},
          {"restarts", model.restarts},
          {"note", model.note ? Json(*model.note) : Json(nullptr)}};
}

}  // namespace

std::string training_json(const HouseModel& house) {
  Json rooms = Json::array();
  for (const RoomModel& room : house.rooms) {
    Json zones = Json::array();
    for (const Zone zone : all_zones) zones.push_back(zone_json(zone, room.zone(zone)));
    rooms.push_back({{"room", room.room.text()}, {"zones", std::move(zones)}});
  }
  return Json{{"rooms", std::move(rooms)}}.dump(2) + "\n";
}

std::string training_for_people(const HouseModel& house) {
  std::size_t width = 4;
  for (const RoomModel& room : house.rooms) width = std::max(width, room.room.text().size());
  std::string text =
      fmt::format("{:{}}  {:8} {:>9} {:>12} {:>14} {:>10} {:>8}\n", "room", width, "zone",
                  "samples", "subsequences", "log-likelihood", "iterations", "restarts");
  for (const RoomModel& room : house.rooms) {
    for (const Zone zone : all_zones) {
      const ZoneModel& model = room.zone(zone);
      text += fmt::format("{:{}}  {:8} {:>9} {:>12} {:>14.2f} {:>10} {:>8}", room.room.text(),
                          width, to_string(zone), model.samples, model.subsequences,
                          model.log_likelihood, model.iterations, model.restarts);
      text += model.note ? fmt::format("  {}\n", *model.note) : "\n";
    }
  }
  return text;
}

namespace {

using Classifier = Spread AucScores::*;

constexpr std::array<Classifier, 3> classifiers{&AucScores::events, &AucScores::bins,
                                                &AucScores::logistic};

/// The one that tells planned days best: a house must fool them all.
Classifier sharpest(const AucScores& planned) {
  return *std::max_element(classifiers.begin(), classifiers.end(),
                           [&](Classifier one, Classifier other) {
                             return (planned.*one).mean < (planned.*other).mean;
                           });
}

int percent(double share) { return static_cast<int>(std::lround(100 * share)); }

double rounded(double value) { return std::round(value * 1000) / 1000; }

Json pair_of(const Spread& spread) { return {rounded(spread.mean), rounded(spread.deviation)}; }

Json scores_json(const AucScores& scores) {
  return {{"events", pair_of(scores.events)},
          {"bins", pair_of(scores.bins)},
          {"logistic", pair_of(scores.logistic)}};
}

std::string scores_row(const char* name, const AucScores& scores) {
  const auto cell = [](const Spread& spread) {
    return fmt::format("{:.2f} ± {:.2f}", spread.mean, spread.deviation);
  };
  return fmt::format("{:<14}{:>13}{:>17}{:>13}\n", name, cell(scores.events), cell(scores.bins),
                     cell(scores.logistic));
}

}  // namespace

std::string evaluation_sentence(const Evaluation& evaluation) {
  const Classifier watcher = sharpest(evaluation.planned);
  const auto right = [&](const AucScores& told) { return percent(rounded((told.*watcher).mean)); };
  const std::string few =
      evaluation.real_days < enough_days
          ? fmt::format("Only {} days are too few to decide anything. ", evaluation.real_days)
          : "";
  return fmt::format(
      "{}{} splits of your {} days: an observer who has studied them distinguishes planned days "
      "from real ones {} times in 100; a replayed day {}, two real days {}; 50 is guessing.",
      few, evaluation.splits, evaluation.real_days, right(evaluation.planned),
      right(evaluation.replay), right(evaluation.real));
}

nlohmann::ordered_json evaluation_document(const Evaluation& evaluation, const std::string& scope) {
  return {{"scope", scope},
          {"real_days", evaluation.real_days},
          {"splits", evaluation.splits},
          {"auc",
           {{"real", scores_json(evaluation.real)},
            {"replay", scores_json(evaluation.replay)},
            {"planned", scores_json(evaluation.planned)}}},
          {"energy",
           {{"real", rounded(evaluation.energy_real)},
            {"planned", rounded(evaluation.energy_planned)},
            {"p", rounded(evaluation.energy_p)}}},
          {"novelty",
           {{"real_p10_minutes", rounded(evaluation.real_p10_minutes)},
            {"planned_share_below", rounded(evaluation.planned_share_below)}}},
          {"sentence", evaluation_sentence(evaluation)}};
}

std::string evaluation_json(const Evaluation& evaluation, const std::string& scope) {
  return evaluation_document(evaluation, scope).dump() + "\n";
}

std::string evaluation_for_people(const Evaluation& evaluation, const std::string& scope) {
  std::string text =
      fmt::format("{:<14}{:>12}{:>17}{:>13}\n", scope, "events", "quarter hours", "logistic");
  text += scores_row("real days", evaluation.real);
  text += scores_row("replayed", evaluation.replay);
  text += scores_row("planned", evaluation.planned);
  text += fmt::format(
      "energy distance {:.3f}, between real days {:.3f} (p {:.2f})\n"
      "{} in 100 planned days are nearer to another day than {:.0f} minutes, as 10 in 100 real "
      "ones\n"
      "\n{}\n",
      evaluation.energy_planned, evaluation.energy_real, evaluation.energy_p,
      percent(evaluation.planned_share_below), evaluation.real_p10_minutes,
      evaluation_sentence(evaluation));
  return text;
}

}  // namespace lamplighter::app
