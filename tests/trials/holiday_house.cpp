// SPDX-License-Identifier: Apache-2.0
// The house of a holiday, and the process that plays it.
#include "files/replace_file.h"
#include "holiday.h"
#include "hue/pairing.h"
#include "hue_emulator/bridge.h"
#include "hue_emulator/control.h"
#include "learning/house_training.h"
#include "service/house_link.h"
#include "service/play_house.h"

#include <fmt/format.h>
#include <httplib.h>

namespace lamplighter::trials {
namespace {

const std::vector<std::string> rooms{"hall", "kitchen", "study"};

/// Evenings and mornings with some activity, for any room.
RoomModel lively(const std::string& name) {
  const auto flips = [](double on, double off) {
    return *Hmm::make({1, 0}, {1 - on, on, off, 1 - off}, {1, 0, 0, 1});
  };
  const ZoneModel morning{.hmm = flips(0.01, 0.04), .note = std::nullopt};
  const ZoneModel day{.hmm = flips(0.004, 0.05), .note = std::nullopt};
  const ZoneModel evening{.hmm = flips(0.03, 0.02), .note = std::nullopt};
  const ZoneModel night{.hmm = flips(0.005, 0.05), .note = std::nullopt};
  return {.room = RoomName(name), .trained_on = {}, .zones = {morning, day, evening, night}};
}

}  // namespace

app::Config HolidayHouse::config() const {
  app::Config config;
  config.store.directory = folder + "/store";
  config.broker.port = broker_port;
  config.hue.key_file = folder + "/bridge.key";
  config.hue.ca_file = folder + "/ca.pem";
  config.hue.discovery_url = fmt::format("http://127.0.0.1:{}/", discovery_port);
  for (const std::string& name : rooms) {
    app::RoomConfig& room = config.rooms.emplace_back();
    room.name = RoomName(name);
    room.lamps = {"room:" + name};
    if (planning_seed % 2 == 0) room.fade_seconds = 20;
    if (planning_seed % 3 == 0) room.brightness = 60;
  }
  return config;
}

app::PlannerOptions HolidayHouse::planning() const {
  return {.model = folder + "/model.json", .secret_file = {}, .seed = planning_seed, .config = {}};
}

namespace {

/// One lamp in a state in which a household may leave it.
void add_lamp(hue_emulator::BridgeWorld& world, const std::string& room, Rng& rng, Instant now) {
  const int kind = static_cast<int>(rng.below(4));
  const char* kinds[] = {"plug", "dimmable", "white", "colour"};
  const auto number = world.lamps.size() + 1;
  require(hue_emulator::add_lamp(world, fmt::format("{}/lamp {}:{}", room, number, kinds[kind]))
              .has_value(),
          "a lamp cannot be added");
  if (rng.below(3) != 0) return;
  hue_emulator::LampCommand is;
  is.on = true;
  is.bri = 20 + static_cast<int>(rng.below(230));
  if (kind >= 2) is.mirek = 160 + static_cast<int>(rng.below(280));
  if (kind == 3 && rng.below(2) == 0) is.xy = std::pair(0.675, 0.322);
  if (is.xy) is.mirek.reset();
  world.lamps.back().command(is, now);
}

}  // namespace

RoomName Holiday::room_of(std::size_t lamp) const { return lamp_rooms_[lamp]; }

/// Its address and name change; its state is kept.
void Holiday::start_bridge(hue_emulator::BridgeWorld world) {
  hue_emulator::BridgeAddress address;
  address.certificate = *authority_.issue(world.bridge_id, hue_emulator::bridge_validity());
  auto server = hue_emulator::EmulatedBridgeServer::start(std::move(world), clock_, address);
  require(server.has_value(), server ? "" : server.error().message);
  server_ = *std::move(server);
  server_->observe(
      [this](const auto& request, int status, Instant now) { hear(request, status, now); });
  delivered_ = 0;
  bridge_port_ = server_->secure_port();
  pairing_.address = fmt::format("127.0.0.1:{}", server_->secure_port());
}

void Holiday::write_house() {
  hue_emulator::BridgeWorld world;
  for (const std::string& room : rooms) {
    for (std::uint64_t lamps = 1 + rng_.below(5); lamps > 0; --lamps) {
      add_lamp(world, room, rng_, clock_.now());
      lamp_rooms_.emplace_back(room);
      truth_.push_back(world.lamps.back().settings());
    }
  }
  const std::string id = world.bridge_id;
  pairing_ = {.bridge_id = id,
              .address = {},
              .api = hue::Api::v2,
              .is_secure = true,
              .pin = "",
              .key = hue_emulator::make_key(world, "lamplighter#trial", clock_.now())};
  start_bridge(std::move(world));
  auto discovery = hue_emulator::BridgeListener::open(
      "127.0.0.1", 0, std::nullopt, [this, id](const httplib::Request&, httplib::Response& answer) {
        answer.set_content(
            fmt::format(R"([{{"id":"{}","internalipaddress":"127.0.0.1","port":{}}}])", id,
                        bridge_port_.load()),
            "application/json");
      });
  require(discovery.has_value(), discovery ? "" : discovery.error().message);
  discovery_ = *std::move(discovery);
  house_.discovery_port = discovery_->port();
  require(files::replace_file(house_.config().hue.ca_file, authority_.certificate()).has_value(),
          "the authority cannot be written");
  require(files::replace_file(house_.config().hue.key_file, to_text(pairing_)).has_value(),
          "the key file cannot be written");
  HouseModel model{.place = {52.52, 13.40, "Europe/Berlin"}, .rooms = {}};
  for (const std::string& room : rooms) model.rooms.push_back(lively(room));
  require(app::write_model_file(house_.planning().model, model).has_value(),
          "the model cannot be written");
  auto planner = app::Planner::open(house_.planning());
  require(planner.has_value(), planner ? "" : planner.error().message);
  planner_ = *std::move(planner);
}

void play_holiday(const HolidayHouse& house, std::uint64_t rng, int socket) {
  std::stop_source over;
  LentClock clock(socket, [&over] { over.request_stop(); });
  const app::Config config = house.config();
  // A slow bridge may block real time no longer than that, and the story waits for it.
  FollowingClock listening(clock);
  const app::LampLimits limits{.bridge = {.total = 500ms},
                               .waits = {.answer = 1h, .late_answer = 1h},
                               .search = 20ms,
                               .listening = &listening};
  auto played = app::PlayHouse::open(config, house.planning(), clock, Rng(rng), {}, limits);
  require(played.has_value(), played ? "" : played.error().message);
  auto link = app::HouseLink::open(config, (*played)->presence(), clock, Rng(rng + 1));
  require(link.has_value(), link ? "" : link.error().message);
  (*played)->run(over.get_token(), [&](const PlayStatus& status) { (*link)->show(status); });
  (*played)->restore_lamps();
}

}  // namespace lamplighter::trials
