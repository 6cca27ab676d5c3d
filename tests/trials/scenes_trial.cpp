// SPDX-License-Identifier: Apache-2.0
// usage: scenes_trial fixed|fresh|FIRST_SEED [HOUSES [DAYS [SCENE…]]]
// Detects lamps in simulated rooms and prints the accuracy, one row per scene, with the limit for a
// release. `fixed` are the seeds used for developing the detector, `fresh` are seeds that were
// first used after its last change. Exit status 1 if a scene misses its limit.
#include "scene_score.h"
#include "simulation/typical_house.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::trials {
namespace {

constexpr std::uint64_t fixed_seeds = 100;
constexpr std::uint64_t fresh_seeds = 20'261'131;

struct Order {
  std::uint64_t first_seed;
  int houses = 16;
  int days = 21;
  std::vector<std::string_view> scenes;
};

/// A harder scene: a household with all its difficulties, and one more.
struct HardScene {
  std::string_view name;
  void (*change)(simulation::Settings&, Rng&);
};

void each_window(simulation::Settings& settings,
                 const std::function<void(simulation::Window&)>& change) {
  for (simulation::Room& room : settings.house.rooms) {
    if (room.window) change(*room.window);
  }
}

void digits(simulation::Settings& settings, double quantum) {
  for (simulation::LightSensor& sensor : settings.sensors) {
    sensor.digits = simulation::Digits::whole_steps;
    sensor.quantum = quantum;
  }
}

const std::vector<HardScene>& hard_scenes() {
  using simulation::Settings;
  static const std::vector<HardScene> all{
      {"hard-clear",
       [](Settings& s, Rng&) {
         s.climate.weights = {1.0, 0.0, 0.0, 0.0};
       }},
      {"hard-cloud",
       [](Settings& s, Rng&) {
         s.climate.weights = {0.0, 0.0, 1.0, 0.0};
       }},
      {"hard-bright",
       [](Settings& s, Rng& rng) {
         each_window(s, [&](simulation::Window& w) {
           w.sky_share = rng.uniform(0.03, 0.1);
           w.sun_share = rng.uniform(0.01, 0.04);
         });
       }},
      {"hard-curtains",
       [](Settings& s, Rng& rng) {
         each_window(s, [&](simulation::Window& w) {
           w.curtains = rng.uniform(0.05, 0.4);
           w.drawn_by_day = true;
         });
       }},
      {"hard-shutters",
       [](Settings& s, Rng&) { each_window(s, [](simulation::Window& w) { w.curtains = 0.0; }); }},
      {"hard-warm-up",
       [](Settings& s, Rng& rng) {
         for (auto& room : s.house.rooms) {
           for (auto& lamp : room.lamps) lamp.warm_up = std::chrono::seconds(30 + rng.below(60));
         }
       }},
      {"hard-ten-minute",
       [](Settings& s, Rng&) {
         for (auto& sensor : s.sensors) sensor.interval = std::chrono::minutes(10);
       }},
      {"hard-whole-lux", [](Settings& s, Rng&) { digits(s, 1); }},
      {"hard-four-lux", [](Settings& s, Rng&) { digits(s, 4); }},
      // Lamps of an office: hundreds of lux, lit by day for hours.
      {"hard-by-day",
       [](Settings& s, Rng& rng) {
         for (auto& person : s.house.people) person.needs_light = rng.uniform(3, 8);
         for (auto& room : s.house.rooms) {
           for (auto& lamp : room.lamps) {
             if (lamp.use == simulation::LampUse::main) lamp.size = Lux(rng.uniform(150, 450));
           }
         }
       }},
  };
  return all;
}

bool is_hard(std::string_view scene) { return scene.starts_with("hard-"); }

/// In addition to `household`.
bool apply_hard(std::string_view scene, std::uint64_t seed, simulation::Settings& settings) {
  const auto found = std::ranges::find(hard_scenes(), scene, &HardScene::name);
  if (found == hard_scenes().end()) return false;
  Rng rng(seed);
  found->change(settings, rng);
  return true;
}

/// The places and dates of the houses: every season, a northern town.
simulation::Simulation live(const Order& order, std::string_view scene, int house) {
  constexpr std::array begins{"2016-07-01", "2016-11-10", "2017-03-05", "2016-09-20"};
  const Place place{48.1, 11.6, *TimeZone::find("Europe/Berlin")};
  const Date from = *parse_date(begins[static_cast<std::size_t>(house) % begins.size()]);
  auto settings = simulation::typical_settings(order.first_seed + static_cast<std::uint64_t>(house),
                                               place, from, order.days, simulation::usual_rooms());
  const auto seed = order.first_seed + static_cast<std::uint64_t>(house);
  if (apply_hard(scene, seed, *settings)) return simulation::Simulation(*std::move(settings));
  const Result<void> changed = simulation::apply_scene(scene, *settings);
  if (!changed) {
    fmt::print(stderr, "{}\n", changed.error().message);
    std::exit(2);
  }
  return simulation::Simulation(*std::move(settings));
}

SceneScore score_scene(const Order& order, std::string_view scene) {
  SceneScore score;
  for (int house = 0; house < order.houses; ++house) {
    score_house(live(order, scene, house), score);
  }
  return score;
}

/// A figure, marked if it misses its limit.
class Cell {
 public:
  static Cell at_least(double value, double bar) { return {value, !(value < bar)}; }
  static Cell at_most(double value, double bar) { return {value, !(value > bar)}; }

  [[nodiscard]] bool passes() const { return passes_; }
  [[nodiscard]] std::string text() const {
    const std::string number = std::isnan(value_) ? "-" : fmt::format("{:.3f}", value_);
    return fmt::format("{:>8}{}", number, passes_ ? ' ' : '*');
  }

 private:
  Cell(double value, bool passes) : value_(value), passes_(passes) {}
  double value_;
  bool passes_;
};

bool print_row(std::string_view scene, const SceneScore& score) {
  const bool lamp_free = scene == "lamp-free";
  const double none = std::nan("");
  const auto bar = [&](double value, double least) {
    return Cell::at_least(lamp_free ? none : value, least);
  };
  const std::array cells{
      bar(score.strict.precision(), 0.97),
      bar(score.lit_day.precision(), 0.90),
      Cell::at_least(score.off_right / score.off, is_hard(scene) ? 0.985 : 0.975),
      bar(score.sure.precision(), 0.95),
      bar(scene.ends_with("ten-minute") ? score.lit_dark.f1() : none, 0.95),
      Cell::at_most(lamp_free ? score.strict_false_a_day() : none, 2),
  };
  fmt::print("{:<15}", scene);
  for (const Cell& cell : cells) fmt::print("{}", cell.text());
  const Hits all{score.lit_dark.hits + score.lit_day.hits,
                 score.lit_dark.false_ + score.lit_day.false_,
                 score.lit_dark.missed + score.lit_day.missed};
  fmt::print(" |{:>7.3f}{:>7.3f}{:>7.3f}{:>8.3f}{:>8.3f}{:>8.3f}{:>8.3f}{:>8.1f}\n", all.f1(),
             score.lit_dark.f1(), score.lit_day.f1(), score.lit_day.recall(),
             score.strict_day.recall(), score.unknown / score.observed,
             static_cast<double>(score.found) / std::max(1, score.switch_ons),
             score.strict_false_a_day());
  std::fflush(stdout);
  return std::ranges::all_of(cells, &Cell::passes);
}

/// For each reported probability, the share that was lit.
void print_calibration(const SceneScore& all) {
  fmt::print("\n{:<12}{:>12}{:>10}{:>10}\n", "probability", "minutes", "said", "lit");
  for (std::size_t i = 0; i < all.said.size(); ++i) {
    fmt::print("{:.1f} to {:.1f}  {:>12.0f}{:>10.3f}{:>10.3f}\n", 0.1 * static_cast<double>(i),
               0.1 * static_cast<double>(i + 1), all.said[i], all.chance[i] / all.said[i],
               all.right[i] / all.said[i]);
  }
}

SceneScore add(const SceneScore& score, SceneScore& all) {
  add_score(score, all);
  return score;
}

int run(const Order& order) {
  SceneScore all;
  fmt::print("{} houses of five rooms, seeds from {}, {} days; * below the bar\n\n", order.houses,
             order.first_seed, order.days);
  fmt::print(
      "{:<15}{:>8} {:>8} {:>8} {:>8} {:>8} {:>8}  |{:>7}{:>7}{:>7}{:>8}{:>8}{:>8}{:>8}{:>8}\n",
      "scene", "on P", "day P", "off P", "p>=.8", "dark F1", "on/day", "F1", "dark", "day", "day R",
      "strict", "unknown", "found", "false/d");
  fmt::print("{:<15}{:>8} {:>8} {:>8} {:>8} {:>8} {:>8}  |\n", "bar", ">= .97", ">= .90", ">= .975",
             ">= .95", ">= .95", "<= 2");
  int below = 0;
  for (const simulation::Scene& scene : simulation::scenes()) {
    const bool wanted =
        order.scenes.empty() || std::ranges::find(order.scenes, scene.name) != order.scenes.end();
    if (wanted) below += !print_row(scene.name, add(score_scene(order, scene.name), all));
  }
  for (const HardScene& scene : hard_scenes()) {
    const bool wanted =
        order.scenes.empty() || std::ranges::find(order.scenes, scene.name) != order.scenes.end();
    if (wanted) below += !print_row(scene.name, add(score_scene(order, scene.name), all));
  }
  print_calibration(all);
  fmt::print("\n{} scenes below the bar\n", below);
  return below == 0 ? 0 : 1;
}

Order order_of(std::span<char*> words) {
  const std::string_view seeds = words[1];
  Order order{.first_seed = seeds == "fixed"   ? fixed_seeds
                            : seeds == "fresh" ? fresh_seeds
                                               : std::strtoull(words[1], nullptr, 10),
              .scenes = {}};
  if (words.size() > 2) order.houses = std::atoi(words[2]);
  if (words.size() > 3) order.days = std::atoi(words[3]);
  for (std::size_t i = 4; i < words.size(); ++i) order.scenes.emplace_back(words[i]);
  return order;
}

}  // namespace
}  // namespace lamplighter::trials

int main(int count, char** words) {
  if (count < 2) {
    fmt::print(stderr, "usage: scenes_trial fixed|fresh|FIRST_SEED [HOUSES [DAYS [SCENE...]]]\n");
    return 2;
  }
  return lamplighter::trials::run(
      lamplighter::trials::order_of({words, static_cast<std::size_t>(count)}));
}
