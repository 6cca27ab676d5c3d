// SPDX-License-Identifier: Apache-2.0
// The house of a holiday, and the process that plays it.
#include "files/replace_file.h"
#include "holiday.h"
#include "hue/pairing.h"
#include "hue_emulator/bridge.h"
#include "learning/house_training.h"
#include "service/house_link.h"
#include "service/play_house.h"

#include <fmt/format.h>

namespace lamplighter::trials {
namespace {

const std::vector<std::string> rooms{"hall", "kitchen", "study"};

/// Evenings and mornings with some life in them, whatever the room.
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
  for (const std::string& name : rooms) {
    app::RoomConfig& room = config.rooms.emplace_back();
    room.name = RoomName(name);
    room.lamps = {name};
  }
  return config;
}

app::PlannerOptions HolidayHouse::planning() const {
  return {.model = folder + "/model.json", .secret_file = {}, .seed = planning_seed, .config = {}};
}

void Holiday::write_house() {
  hue_emulator::BridgeWorld world;
  for (const std::string& room : rooms)
    world.lamps.emplace_back(room, hue_emulator::LampKind::dimmable);
  hue::Pairing pairing{.bridge_id = world.bridge_id,
                       .address = {},
                       .api = hue::Api::v1,
                       .is_secure = false,
                       .pin = "",
                       .key = hue_emulator::make_key(world, "lamplighter#trial", clock_.now())};
  auto server = hue_emulator::EmulatedBridgeServer::start(std::move(world), clock_, {});
  require(server.has_value(), server ? "" : server.error().message);
  server_ = *std::move(server);
  pairing.address = fmt::format("127.0.0.1:{}", server_->port());
  require(files::replace_file(house_.config().hue.key_file, to_text(pairing)).has_value(),
          "the key file cannot be written");
  HouseModel model{.place = {52.52, 13.40, "Europe/Berlin"}, .rooms = {}};
  for (const std::string& room : rooms) model.rooms.push_back(lively(room));
  require(app::write_model_file(house_.planning().model, model).has_value(),
          "the model cannot be written");
  auto planner = app::Planner::open(house_.planning());
  require(planner.has_value(), planner ? "" : planner.error().message);
  planner_ = *std::move(planner);
}

void play_holiday(const HolidayHouse& house, std::uint64_t chance, int socket) {
  std::stop_source over;
  LentClock clock(socket, [&over] { over.request_stop(); });
  const app::Config config = house.config();
  // A bridge that drips may hold up real time no longer than that, and the story waits for it.
  const app::LampLimits limits{.bridge = {.total = 500ms},
                               .waits = {.answer = 1h, .late_answer = 1h}};
  auto played = app::PlayHouse::open(config, house.planning(), clock, Rng(chance), {}, limits);
  require(played.has_value(), played ? "" : played.error().message);
  auto link = app::HouseLink::open(config, (*played)->presence(), clock, Rng(chance + 1));
  require(link.has_value(), link ? "" : link.error().message);
  (*played)->run(over.get_token(), [&](const PlayStatus& status) { (*link)->show(status); });
  (*played)->hand_over();
}

}  // namespace lamplighter::trials
