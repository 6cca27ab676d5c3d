// SPDX-License-Identifier: Apache-2.0
#include "documents/training_text.h"

#include "documents/plan_text.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <tuple>

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
  const DarkEvenings evenings = dark_evenings(house.habits);
  return Json{{"rooms", std::move(rooms)},
              {"dark_evenings", evenings.dark},
              {"evenings", evenings.all}}
             .dump(2) +
         "\n";
}

std::string training_for_people(const HouseModel& house) {
  constexpr std::size_t widest = 21;  // for a terminal with 80 columns
  std::size_t width = 4;
  for (const RoomModel& room : house.rooms)
    width = std::max(width, std::min(widest, room.room.text().size()));
  std::string text = fmt::format("{:{}}  {:8} {:>9} {:>12} {:>14} {:>10}\n", "room", width, "zone",
                                 "samples", "subsequences", "log-likelihood", "iterations");
  std::string notes;
  for (const RoomModel& room : house.rooms) {
    const std::string& name = room.room.text();
    if (name.size() > width) text += name + "\n";
    for (const Zone zone : all_zones) {
      const ZoneModel& model = room.zone(zone);
      text += fmt::format("{:{}}  {:8} {:>9} {:>12} {:>14.2f} {:>10}\n",
                          name.size() > width ? "" : name, width, to_string(zone), model.samples,
                          model.subsequences, model.log_likelihood, model.iterations);
      if (model.note) notes += fmt::format("{}, {}: {}\n", name, to_string(zone), *model.note);
    }
  }
  if (!notes.empty()) text += "\n" + wrapped(notes, 80, 2);
  const DarkEvenings evenings = dark_evenings(house.habits);
  if (evenings.dark == 0) return text;
  return text + "\n" +
         wrapped(fmt::format("{} of {} evenings were without any light; three or more in a row "
                             "count a twentieth. If the household was away, exclude those days on "
                             "the page\n",
                             evenings.dark, evenings.all),
                 80, 0);
}

namespace {

using Classifier = Spread AucScores::*;

constexpr std::array<Classifier, 3> classifiers{&AucScores::events, &AucScores::bins,
                                                &AucScores::logistic};

/// The classifier that recognises planned days best: the result must hold against all of them.
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
  const auto right = [&](const AucScores& scores) {
    return percent(rounded((scores.*watcher).mean));
  };
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

namespace {

double minutes_of_log(double value) { return std::exp2(value) - 1; }

std::string clock_of(double minutes_since_four) {
  const auto minute = (std::lround(minutes_since_four) + 240) % 1440;
  return fmt::format("{:02}:{:02}", minute / 60, minute % 60);
}

std::string lit_in_hour(const Giveaway& seen, const Feature& feature, const std::string& room) {
  const double hour = 60 * static_cast<double>(feature.part);
  return fmt::format("{} is lit too {} from {} to {}: {} % of the time, really {} %", room,
                     seen.auc > 0.5 ? "often" : "seldom", clock_of(hour), clock_of(hour + 60),
                     percent(seen.planned), percent(seen.real));
}

std::string length_of_visits(const Giveaway& seen, const Feature& feature,
                             const std::string& room) {
  const bool longer = seen.auc > 0.5;
  const std::string figures = fmt::format("{:.1f} minutes, really {:.1f}",
                                          minutes_of_log(seen.planned), minutes_of_log(seen.real));
  if (feature.part == 0 && longer)
    return fmt::format("short visits to {} are missing: a quarter is shorter than {}", room,
                       figures);
  if (feature.part == 0)
    return fmt::format("there are too many short visits to {}: a quarter is shorter than {}", room,
                       figures);
  return fmt::format("{} stays in {} are too {}: {}", feature.part == 1 ? "usual" : "long", room,
                     longer ? "long" : "short", figures);
}

std::string rooms_at_once(const Giveaway& seen, const Feature& feature) {
  const std::string how_long =
      fmt::format("too {}: {:.1f} hours a day, really {:.1f}", seen.auc > 0.5 ? "long" : "short",
                  seen.planned, seen.real);
  if (feature.part == 0) return "all rooms are dark " + how_long;
  if (feature.part == 1) return "one room alone is lit " + how_long;
  return fmt::format("{} rooms{} are lit at once {}", feature.part,
                     feature.part == 4 ? " or more" : "", how_long);
}

std::string walks(const Giveaway& seen, const Feature& feature) {
  const bool slower = seen.auc > 0.5;
  const std::string figures = fmt::format("{:.1f} minutes, really {:.1f}",
                                          minutes_of_log(seen.planned), minutes_of_log(seen.real));
  if (feature.part == 0 && slower)
    return "quick walks from one room to the next are missing: a quarter takes less than " +
           figures;
  return fmt::format("one room follows another too {}: {}", slower ? "slowly" : "quickly", figures);
}

std::string giveaway_sentence(const Giveaway& seen, const Feature& feature,
                              const std::vector<RoomName>& rooms) {
  const bool more = seen.auc > 0.5;
  const std::string room = rooms[feature.room].text();
  switch (feature.kind) {
    case FeatureKind::hour:
      return lit_in_hour(seen, feature, room);
    case FeatureKind::times_on:
      return fmt::format("{} is switched on too {}: {:.1f} times a day, really {:.1f}", room,
                         more ? "often" : "seldom", seen.planned, seen.real);
    case FeatureKind::length:
      return length_of_visits(seen, feature, room);
    case FeatureKind::first_on:
      return fmt::format("{} is first lit too {}", room, more ? "late" : "early");
    case FeatureKind::last_off:
      return fmt::format("{} goes dark too {}", room, more ? "late" : "early");
    case FeatureKind::switches:
      return fmt::format("there are too {} switches: {:.1f} a day, really {:.1f}",
                         more ? "many" : "few", seen.planned, seen.real);
    case FeatureKind::rooms_at_once:
      return rooms_at_once(seen, feature);
    case FeatureKind::together:
      return fmt::format("{} and {} are lit together too {}: {:.1f} hours a day, really {:.1f}",
                         room, rooms[feature.other].text(), more ? "long" : "short", seen.planned,
                         seen.real);
    case FeatureKind::lag_off:
    case FeatureKind::lag_on:
      return walks(seen, feature);
  }
  return "";
}

Json differences_json(const PairedScores& more) {
  return {{"events", pair_of(more.events)},
          {"bins", pair_of(more.bins)},
          {"logistic", pair_of(more.logistic)}};
}

Json habit_json(const Habit& habit) {
  return {{"real", rounded(habit.real)},
          {"planned", rounded(habit.planned)},
          {"error", rounded(habit.error)}};
}

Json habits_json(const Habits& habits, const std::vector<RoomName>& rooms) {
  Json lit = Json::object();
  for (std::size_t room = 0; room < habits.lit_minutes.size(); ++room)
    lit[rooms[room].text()] = habit_json(habits.lit_minutes[room]);
  return {{"dark_days", habit_json(habits.dark_days)},
          {"lit_minutes", std::move(lit)},
          {"switches", habit_json(habits.switches)},
          {"first_on", habit_json(habits.first_on)},
          {"last_off", habit_json(habits.last_off)}};
}

Json absences_json(const AbsenceEvaluation& absences) {
  if (absences.absences == 0) return nullptr;
  return {{"absences", absences.absences},
          {"replay", scores_json(absences.replay)},
          {"planned", scores_json(absences.planned)},
          {"difference", differences_json(absences.more)}};
}

std::string differences_row(const char* name, const PairedScores& more, int splits) {
  const auto cell = [&](const Spread& spread) {
    return fmt::format("{:+.3f} ± {:.3f}", spread.mean,
                       spread.deviation / std::sqrt(static_cast<double>(splits)));
  };
  return fmt::format("{:<14}{:>15}{:>17}{:>16}\n", name, cell(more.events), cell(more.bins),
                     cell(more.logistic));
}

std::string habit_row(const std::string& name, const Habit& habit, int digits) {
  return fmt::format("{:<28}{:>10.{}f}{:>10.{}f}{:>10.{}f}\n", name, habit.real, digits,
                     habit.planned, digits, habit.error, digits);
}

std::string habits_table(const Habits& habits, const std::vector<RoomName>& rooms) {
  std::string text =
      fmt::format("{:<28}{:>10}{:>10}{:>10}\n", "per day", "real", "planned", "error");
  text += habit_row("dark days, share", habits.dark_days, 2);
  for (std::size_t room = 0; room < habits.lit_minutes.size(); ++room)
    text += habit_row("lit minutes, " + rooms[room].text(), habits.lit_minutes[room], 0);
  text += habit_row("switches", habits.switches, 1);
  text += habit_row("first on, minutes from 04:00", habits.first_on, 0);
  text += habit_row("last off, minutes from 04:00", habits.last_off, 0);
  return text;
}

std::string absences_table(const AbsenceEvaluation& absences, int splits) {
  if (absences.absences == 0) return "";
  return fmt::format("\n{} absences of {} days, each planned from the days before it\n",
                     absences.absences, absence_days) +
         scores_row("replayed", absences.replay) + scores_row("planned", absences.planned) +
         differences_row("difference", absences.more, splits);
}

}  // namespace

std::vector<std::string> giveaway_sentences(const Evaluation& evaluation,
                                            const std::vector<RoomName>& rooms) {
  const std::vector<Feature> features = event_feature_list(rooms.size());
  std::vector<std::string> sentences;
  std::vector<std::tuple<FeatureKind, std::size_t, std::size_t>> named;
  for (const Giveaway& seen : evaluation.giveaways) {
    const Feature& feature = features[seen.column];
    const std::tuple kind(feature.kind, feature.room, feature.other);
    if (std::find(named.begin(), named.end(), kind) != named.end()) continue;
    named.push_back(kind);
    sentences.push_back(giveaway_sentence(seen, feature, rooms));
  }
  return sentences;
}

nlohmann::ordered_json evaluation_document(const EvaluatedHouse& house) {
  const Evaluation& evaluation = house.evaluation;
  return {{"scope", house.scope},
          {"real_days", evaluation.real_days},
          {"splits", evaluation.splits},
          {"auc",
           {{"real", scores_json(evaluation.real)},
            {"replay", scores_json(evaluation.replay)},
            {"planned", scores_json(evaluation.planned)}}},
          {"difference", differences_json(evaluation.more)},
          {"energy",
           {{"real", rounded(evaluation.energy_real)},
            {"planned", rounded(evaluation.energy_planned)},
            {"p", rounded(evaluation.energy_p)}}},
          {"novelty",
           {{"real_p10_minutes", rounded(evaluation.real_p10_minutes)},
            {"planned_share_below", rounded(evaluation.planned_share_below)}}},
          {"habits", habits_json(evaluation.habits, house.rooms)},
          {"absences", absences_json(house.absences)},
          {"giveaways", giveaway_sentences(evaluation, house.rooms)},
          {"sentence", evaluation_sentence(evaluation)}};
}

std::string evaluation_json(const EvaluatedHouse& house) {
  return evaluation_document(house).dump() + "\n";
}

std::string evaluation_for_people(const EvaluatedHouse& house) {
  const Evaluation& evaluation = house.evaluation;
  std::string text =
      fmt::format("{:<14}{:>12}{:>17}{:>13}\n", house.scope, "events", "quarter hours", "logistic");
  text += scores_row("real days", evaluation.real);
  text += scores_row("replayed", evaluation.replay);
  text += scores_row("planned", evaluation.planned);
  text += differences_row("difference", evaluation.more, evaluation.splits);
  text += fmt::format(
      "energy distance {:.3f}, between real days {:.3f} (p {:.2f})\n"
      "{} in 100 planned days are nearer to another day than {:.0f} minutes,\n"
      "as 10 in 100 real ones\n\n",
      evaluation.energy_planned, evaluation.energy_real, evaluation.energy_p,
      percent(evaluation.planned_share_below), evaluation.real_p10_minutes);
  text += habits_table(evaluation.habits, house.rooms);
  text += absences_table(house.absences, evaluation.splits);
  const std::vector<std::string> sentences = giveaway_sentences(evaluation, house.rooms);
  if (!sentences.empty()) text += "\nWhat gives planned days away:\n";
  for (const std::string& sentence : sentences) text += "  " + sentence + "\n";
  return text + "\n" + evaluation_sentence(evaluation) + "\n";
}

}  // namespace lamplighter::app
