// SPDX-License-Identifier: Apache-2.0
// usage: hue_house_trial FOLDER [DAYS [SEED]]
//
// Three weeks, in seconds, of a simulated household that switches its lamps through the API of an
// emulated bridge, the only source of capture: 20 restarts of the bridge, 20 gaps in its event
// stream, 20 kills of capture. Leaves FOLDER/store and FOLDER/lamplighter.toml for `train`, `plan`
// and `evaluate`, and FOLDER/truth.csv. Prints the counts; exit status 1 if a switch is lost, a
// known state is wrong, or more than a gap plus two minutes is unknown.
#include "capturing/capture.h"
#include "core/random.h"
#include "csv/on_off_file.h"
#include "csv/store.h"
#include "hue/event_stream.h"
#include "hue/house_follower.h"
#include "hue/v2.h"
#include "hue_emulator/bridge.h"
#include "hue_emulator/v2_resources.h"
#include "learning/store_rows.h"
#include "simulation/typical_house.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace lamplighter::trials {
namespace {

using hue_emulator::BridgeWorld;
using hue_emulator::EmulatedBridge;

constexpr int faults_of_a_kind = 20;
constexpr auto dead_after = std::chrono::seconds(60);
constexpr auto tick = std::chrono::seconds(30);

enum class FaultKind { restart, hole, kill };

struct Trouble {
  Instant from;
  Instant until;
  FaultKind kind;
};

struct Switch {
  Instant at;
  std::size_t lamp;  ///< index at the bridge
  bool on;
  double brightness;
};

/// A household, its lamps at the bridge, and its switches.
struct Household {
  explicit Household(simulation::Settings settings) : life(std::move(settings)) {
    const simulation::House& house = life.house();
    for (std::size_t room = 0; room < house.rooms.size(); ++room) {
      if (!house.rooms[room].watched) continue;
      rooms.push_back(house.rooms[room].name);
      for (std::size_t i = 0; i < house.rooms[room].lamps.size(); ++i) {
        numbers[{room, i}] = names.size();
        names.push_back(fmt::format("{} {}", house.rooms[room].name.text(), i + 1));
        rooms_of.push_back(house.rooms[room].name);
        sizes.push_back(house.rooms[room].lamps[i].size.value());
      }
    }
    for (const simulation::LampInterval& lit : life.lamps()) add(lit);
    std::stable_sort(switches.begin(), switches.end(), [](const Switch& a, const Switch& b) {
      return std::pair(a.at, a.on) < std::pair(b.at, b.on);
    });
  }

  void add(const simulation::LampInterval& lit) {
    const auto number = numbers.find({lit.room, lit.lamp});
    if (number == numbers.end()) return;
    const double share = sizes[number->second] > 0 ? lit.lux.value() / sizes[number->second] : 1;
    switches.push_back(
        {lit.from, number->second, true, std::clamp(std::round(100 * share), 1.0, 100.0)});
    switches.push_back({lit.until, number->second, false, 0});
  }

  simulation::Simulation life;
  std::vector<RoomName> rooms;
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> numbers;
  std::vector<std::string> names;  ///< of lamps
  std::vector<RoomName> rooms_of;
  std::vector<double> sizes;
  std::vector<Switch> switches;
};

std::string sensor_name(const RoomName& room) { return room.text() + " sensor"; }

/// One process of capture, from its start until it is killed.
class Process {
 public:
  Process(const std::string& store, const Household& house, Instant now) : store_(store) {
    auto files = csv::Store::open(store);
    auto journal = Journal::open(store);
    if (!files || !journal) std::abort();
    rows_ = std::make_unique<app::StoreRows>(*std::move(files), store);
    journal_ = *std::move(journal);
    CaptureSettings settings;
    std::vector<hue::RoomLamps> lamps;
    std::vector<hue::FollowedSensor> sensors;
    for (const RoomName& room : house.rooms) {
      hue::RoomLamps one;
      one.room = room;
      for (std::size_t i = 0; i < house.names.size(); ++i)
        if (house.rooms_of[i] == room) one.lamps.push_back(house.names[i]);
      if (!one.lamps.empty()) lamps.push_back(one);
      const std::string sensor = "hue:" + sensor_name(room);
      sensors.push_back({SensorId(sensor), sensor_name(room)});
      settings.sensors_on_change.insert(sensor);
    }
    capture_.emplace(settings, *rows_, *journal_);
    if (!capture_->begin(now)) std::abort();
    auto mark = app::read_mark(store, "bridge");
    std::optional<Instant> from = mark ? std::optional(mark->at) : std::nullopt;
    if (mark) last_id_ = mark->position;
    for (const RoomName& room : house.rooms) {
      const auto stored = csv::read_stored_changes(store, room, now, now + 24h);
      if (!stored || stored->rows.changes.empty()) continue;
      const Change& last = stored->rows.changes.back();
      capture_->recall(last, hue::source_prefix);
      from = std::max(from.value_or(last.at), last.at);
    }
    follower_.emplace(hue::Telling::stream, lamps, sensors, from);
  }

  /// The stream starts.
  void connect(EmulatedBridge& bridge, Instant now) {
    told_ = bridge.feed(now).number_of(last_id_);
    hue::LampReport missed;
    missed.kind = hue::LampReport::Kind::missed;
    missed.since = sure_;
    missed.heard = now;
    follower_->hear({missed}, now);
    last_bytes_ = now;
    is_connected_ = true;
    reader_ = {};
  }

  void disconnect(Instant now) {
    if (is_connected_) sure_ = std::max(last_bytes_, now - dead_after);
    is_connected_ = false;
  }

  void listen(EmulatedBridge& bridge, const std::string& key, Instant now) {
    if (!is_connected_) return;
    hear(bridge, now);
    if (follower_->wants_house(now)) {
      const hue::HttpRequest ask = hue::v2::ask_house(key);
      const auto answer =
          bridge.answer({ask.method, ask.path, ask.body, ask.application_key, true}, now);
      const auto house = hue::v2::read_house({answer.status, answer.body});
      if (!house) std::abort();
      hear(bridge, now);
      follower_->read(*house, now, now);
    }
    follower_->pass(now, std::max(last_bytes_, now - dead_after), last_id_);
    store(now);
  }

  void end(Instant now) {
    follower_->end(now, last_bytes_, last_id_);
    store(now);
    if (!capture_->finish()) std::abort();
  }

 private:
  void hear(EmulatedBridge& bridge, Instant now) {
    const auto& feed = bridge.feed(now);
    for (const std::string& bytes : feed.after(told_)) {
      for (const http::StreamMessage& message : reader_.read(bytes)) {
        last_id_ = message.id;
        std::vector<hue::LampReport> reports = hue::read_reports(message.text);
        for (hue::LampReport& report : reports) report.heard = now;
        follower_->hear(reports, now);
      }
      last_bytes_ = now;
    }
    told_ = feed.newest();
  }

  void store(Instant now) {
    std::optional<SourceMark> mark;
    for (const SourceNews& news : follower_->take()) {
      capture_->take(news, now);
      if (const auto* one = std::get_if<SourceMark>(&news)) mark = *one;
    }
    if (!capture_->commit() || !capture_->flush_due(now)) std::abort();
    if (mark) app::write_mark(store_, *mark);
  }

  std::string store_;
  std::unique_ptr<app::StoreRows> rows_;
  std::unique_ptr<Journal> journal_;
  std::optional<Capture> capture_;
  std::optional<hue::HouseFollower> follower_;
  http::StreamReader reader_;
  std::string last_id_;
  std::uint64_t told_ = 0;
  Instant last_bytes_{};
  Instant sure_ = Instant::min();
  bool is_connected_ = false;
};

BridgeWorld world_of(const Household& house) {
  BridgeWorld world;
  for (std::size_t i = 0; i < house.names.size(); ++i)
    world.lamps.emplace_back(house.names[i], hue_emulator::LampKind::dimmable);
  for (const RoomName& room : house.rooms) world.sensors.emplace_back(sensor_name(room));
  return world;
}

/// Sixty, each in its own period.
std::vector<Trouble> troubles_of(const Household& house, Rng& rng) {
  const auto span = house.life.span();
  const auto stretch = (span.until - span.from) / (3 * faults_of_a_kind);
  std::vector<Trouble> troubles;
  for (int i = 0; i < 3 * faults_of_a_kind; ++i) {
    const auto seconds = static_cast<std::int64_t>(5 + rng.below(295));
    const auto room = std::chrono::duration_cast<std::chrono::seconds>(stretch).count() - 1800;
    const Instant from =
        span.from + i * stretch +
        std::chrono::seconds(
            900 + static_cast<std::int64_t>(rng.below(static_cast<std::uint64_t>(room))));
    troubles.push_back({from, from + std::chrono::seconds(seconds), static_cast<FaultKind>(i % 3)});
  }
  return troubles;
}

class Trial {
 public:
  Trial(std::string folder, Household& house, Rng rng)
      : store_(folder + "/store"), house_(house), bridge_(world_of(house)), rng_(rng) {
    key_ = hue_emulator::make_key(bridge_.world(), "trial", house.life.span().from);
    troubles_ = troubles_of(house, rng_);
    for (std::size_t room = 0; room < house.life.house().rooms.size(); ++room) {
      if (house.life.house().rooms[room].watched) light_.push_back(house.life.readings(room));
    }
  }

  void run() {
    const auto span = house_.life.span();
    process_.emplace(store_, house_, span.from);
    process_->connect(bridge_, span.from);
    auto next = house_.switches.begin();
    Instant soon = Instant::max();  // the bridge reports once a second
    for (Instant now = span.from; now < span.until;) {
      while (next != house_.switches.end() && next->at <= now) command(*next++, now);
      trouble(now);
      shine(now);
      if (process_) process_->listen(bridge_, key_, now);
      if (now >= soon) soon = Instant::max();
      if (is_changed_) soon = now + 1s;
      is_changed_ = false;
      Instant then = std::min(now + tick, soon);
      if (next != house_.switches.end()) then = std::min(then, std::max(next->at, now + 100ms));
      if (at_ < troubles_.size())
        for (const Instant edge : {troubles_[at_].from, troubles_[at_].until})
          if (edge > now) then = std::min(then, edge);
      now = then;
    }
    process_->end(span.until);
    process_.reset();
  }

  [[nodiscard]] const std::vector<Trouble>& troubles() const { return troubles_; }
  [[nodiscard]] const std::vector<Change>& truth() const { return truth_; }

 private:
  void command(const Switch& one, Instant now) {
    const std::string id = hue_emulator::resource_id(bridge_.world(), "light", one.lamp);
    hue::LampCommand wanted;
    wanted.to = one.on ? OnOff::on : OnOff::off;
    if (one.on) wanted.brightness = one.brightness;
    const hue::HttpRequest request = hue::v2::command_lamp(key_, id, wanted);
    for (Instant at = now;; at += 100ms) {
      const auto answer = bridge_.answer(
          {request.method, request.path, request.body, request.application_key, true}, at);
      if (answer.status == 200) break;
      if (at > now + 5s) std::abort();
    }
    lit_[one.lamp] = one.on;
    is_changed_ = true;
    const RoomName& room = house_.rooms_of[one.lamp];
    LampState is = LampState::off;
    for (const auto& [lamp, on] : lit_)
      if (on && house_.rooms_of[lamp] == room) is = LampState::on;
    const auto [known, is_new] = rooms_.try_emplace(room, LampState::off);
    if (!is_new && known->second == is) return;
    if (is_new && is == LampState::off) return;
    known->second = is;
    truth_.push_back({now, room, is});
  }

  void trouble(Instant now) {
    if (at_ == troubles_.size()) return;
    const Trouble& one = troubles_[at_];
    if (!is_in_trouble_ && now >= one.from) {
      is_in_trouble_ = true;
      if (one.kind == FaultKind::kill) process_.reset();
      if (process_) process_->disconnect(now);
    }
    if (!is_in_trouble_ || now < one.until) return;
    is_in_trouble_ = false;
    if (one.kind == FaultKind::restart) bridge_ = EmulatedBridge(bridge_.world());
    if (one.kind == FaultKind::kill) process_.emplace(store_, house_, now);
    process_->connect(bridge_, now);
    ++at_;
  }

  void shine(Instant now) {
    for (std::size_t i = 0; i < light_.size(); ++i) {
      auto& place = places_[i];
      while (place + 1 < light_[i].size() && light_[i][place + 1].at <= now) ++place;
      if (!light_[i].empty())
        bridge_.world().sensors[i].set_lux(std::max(0.0, light_[i][place].value.value()), now);
    }
  }

  std::string store_;
  Household& house_;
  EmulatedBridge bridge_;
  Rng rng_;
  std::string key_;
  std::optional<Process> process_;
  std::vector<Trouble> troubles_;
  std::size_t at_ = 0;
  bool is_in_trouble_ = false;
  bool is_changed_ = false;
  std::map<std::size_t, bool> lit_;
  std::map<RoomName, LampState> rooms_;
  std::vector<Change> truth_;
  std::vector<std::vector<Sample<Lux>>> light_;
  std::map<std::size_t, std::size_t> places_;
};

struct Verdict {
  int switches = 0;
  int lost = 0;
  int wrong = 0;
  int too_long = 0;
  double unknown_seconds = 0;
};

bool is_in(const std::vector<Trouble>& troubles, Instant from, Instant until) {
  return std::any_of(troubles.begin(), troubles.end(), [&](const Trouble& one) {
    return from <= one.until + 2s && until >= one.from - 2s;
  });
}

LampState state_at(const std::vector<Change>& changes, Instant at, LampState first) {
  auto next = std::upper_bound(changes.begin(), changes.end(), at,
                               [](Instant when, const Change& one) { return when < one.at; });
  return next == changes.begin() ? first : std::prev(next)->state;
}

void judge_room(const std::vector<Change>& truth, const std::vector<Change>& stored,
                const std::vector<Trouble>& troubles, Instant end, Verdict& verdict) {
  constexpr auto slack = std::chrono::seconds(3);  // whole seconds, and one message per second
  for (std::size_t i = 0; i < truth.size(); ++i) {
    const Change& real = truth[i];
    const bool is_brief = i + 1 < truth.size() && truth[i + 1].at - real.at <= 2s;
    const bool was_brief = i > 0 && real.at - truth[i - 1].at <= 2s;
    if (is_brief || was_brief) continue;  // the bridge does not report it
    ++verdict.switches;
    const bool is_stored = std::any_of(stored.begin(), stored.end(), [&](const Change& one) {
      return one.state == real.state && one.at >= real.at - slack && one.at <= real.at + slack;
    });
    if (!is_stored && !is_in(troubles, real.at, real.at)) ++verdict.lost;
  }
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const Instant until = i + 1 < stored.size() ? stored[i + 1].at : end;
    if (stored[i].state == LampState::unknown) {
      verdict.unknown_seconds += std::chrono::duration<double>(until - stored[i].at).count();
      const auto longest = until - stored[i].at - 2min;
      const bool fits = std::any_of(troubles.begin(), troubles.end(), [&](const Trouble& one) {
        return stored[i].at <= one.until && until >= one.from && longest <= one.until - one.from;
      });
      if (!fits && i > 0) ++verdict.too_long;
      continue;
    }
    for (Instant at = stored[i].at + slack; at < until - slack; at += 10s) {
      const LampState real = state_at(truth, at, LampState::off);
      if (real == stored[i].state || state_at(truth, at - slack, LampState::off) != real) continue;
      ++verdict.wrong;
      fmt::print("{} is {} at {} and was {}\n", stored[i].room.text(), to_string(stored[i].state),
                 to_iso(at), to_string(real));
      break;
    }
  }
}

Verdict judge(const std::string& folder, const Household& house, const Trial& trial) {
  Verdict verdict;
  std::map<RoomName, std::vector<Change>> truth;
  for (const Change& change : trial.truth()) truth[change.room].push_back(change);
  for (const auto& [room, changes] : truth) {
    const auto stored =
        csv::read_on_off(csv::stored_files(folder + "/store", csv::StoreKind::lamps, room.text()));
    if (!stored) {
      verdict.lost += static_cast<int>(changes.size());
      continue;
    }
    judge_room(changes, stored->changes, trial.troubles(), house.life.span().until, verdict);
  }
  return verdict;
}

void write_config(const std::string& folder, const Household& house) {
  std::ofstream file(folder + "/lamplighter.toml");
  file << "[home]\nlatitude = 52.52\nlongitude = 13.40\ntime_zone = \"Europe/Berlin\"\n"
          "[store]\ndirectory = \"store\"\n[hue]\nkey_file = \"bridge.key\"\n";
  for (const RoomName& room : house.rooms) {
    file << "[[room]]\nname = \"" << room.text() << "\"\nsensor = \"hue:" << sensor_name(room)
         << "\"\nlamps = [";
    bool is_first = true;
    for (std::size_t i = 0; i < house.names.size(); ++i) {
      if (house.rooms_of[i] != room) continue;
      file << (is_first ? "" : ", ") << '"' << house.names[i] << '"';
      is_first = false;
    }
    file << "]\n";
  }
}

void write_truth(const std::string& folder, const std::vector<Change>& truth) {
  std::ofstream file(folder + "/truth.csv");
  file << "timestamp,datetime,room,state\n";
  for (const Change& change : truth)
    file << fmt::format("{:.6f},{},{},{}\n", to_epoch_seconds(change.at), to_iso(change.at),
                        change.room.text(), to_string(change.state));
}

int try_house(const std::string& folder, int days, std::uint64_t seed) {
  std::filesystem::create_directories(folder + "/store");
  const Place berlin{52.52, 13.40, *TimeZone::find("Europe/Berlin")};
  auto settings = simulation::typical_settings(seed, berlin, *parse_date("2026-10-05"), days,
                                               simulation::usual_rooms());
  if (!settings) return 2;
  Household house(*std::move(settings));
  Trial trial(folder, house, Rng(seed));
  trial.run();
  write_config(folder, house);
  write_truth(folder, trial.truth());
  const Verdict verdict = judge(folder, house, trial);
  fmt::print(
      "{} days, {} switches of rooms, {} restarts of the bridge, {} holes, {} kills: {} lost, "
      "{} wrong, {:.0f} s unknown, {} of them too long\n",
      days, verdict.switches, faults_of_a_kind, faults_of_a_kind, faults_of_a_kind, verdict.lost,
      verdict.wrong, verdict.unknown_seconds, verdict.too_long);
  const bool is_well = verdict.switches > 0 && verdict.lost + verdict.wrong + verdict.too_long == 0;
  return is_well ? 0 : 1;
}

}  // namespace
}  // namespace lamplighter::trials

int main(int count, char** arguments) {
  if (count < 2) {
    fmt::print(stderr, "usage: hue_house_trial FOLDER [DAYS [SEED]]\n");
    return 2;
  }
  const int days = count > 2 ? std::atoi(arguments[2]) : 21;
  const auto seed = count > 3 ? std::strtoull(arguments[3], nullptr, 10) : 1;
  return lamplighter::trials::try_house(arguments[1], days, seed);
}
