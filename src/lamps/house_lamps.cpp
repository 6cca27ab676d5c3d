// SPDX-License-Identifier: Apache-2.0
#include "lamps/house_lamps.h"

#include "config/config.h"
#include "config/secret_file.h"

#include <fmt/format.h>

#include <utility>

namespace lamplighter::app {
namespace {

/// The names of the rooms of one kind.
template <typename Room>
std::set<RoomName> names_of(const std::vector<Room>& rooms) {
  std::set<RoomName> names;
  for (const Room& room : rooms) names.insert(room.room);
  return names;
}

}  // namespace

Result<std::unique_ptr<HouseLamps>> HouseLamps::open(const Config& config, Clock& clock, Rng rng,
                                                     const LampLimits& limits) {
  std::unique_ptr<HouseLamps> house(new HouseLamps(limits));
  house->clock_ = &clock;
  if (Result<void> opened = house->open_bridge_lamps(config, clock); !opened) return opened.error();
  if (Result<void> opened = house->open_broker_lamps(config, clock, rng); !opened)
    return opened.error();
  if (Result<void> opened = house->open_assisted_lamps(config); !opened) return opened.error();
  if (house->first_failure_ && !house->any_open_) return *house->first_failure_;
  house->lamps_ = std::make_unique<JoinedLamps>(std::exchange(house->kinds_, {}), limits.waits);
  return house;
}

HouseLamps::~HouseLamps() { closing_.request_stop(); }

void HouseLamps::add_kind(LateLamps::Open open, std::set<RoomName> rooms) {
  Result<std::unique_ptr<Lamps>> lamps = open();
  any_open_ |= lamps.has_value();
  if (lamps) return kinds_.push_back({*std::move(lamps), std::move(rooms)});
  if (!first_failure_) first_failure_ = lamps.error();
  auto late = std::make_unique<LateLamps>(std::move(open), lamps.error(), *clock_);
  late_.push_back(late.get());
  kinds_.push_back({std::move(late), std::move(rooms)});
}

std::vector<std::string> HouseLamps::troubles() const {
  std::vector<std::string> troubles;
  for (const LateLamps* late : late_) {
    if (const std::optional<Error> error = late->trouble()) troubles.push_back(error->message);
  }
  return troubles;
}

std::optional<std::string> HouseLamps::notice() const {
  const std::lock_guard lock(watching_);
  return bridge_lamps_ != nullptr ? bridge_lamps_->notice() : std::nullopt;
}

Result<void> HouseLamps::open_bridge_lamps(const Config& config, Clock& clock) {
  Result<std::vector<hue::RoomLamps>> rooms = room_lamps(config);
  if (!rooms) return rooms.error();
  const bool has_bridge = !config.hue.key_file.empty() || !config.hue.address.empty();
  if (!has_bridge && rooms->empty()) return {};
  if (!has_bridge) {
    return Error{
        Fault::bad_input,
        fmt::format("{}: room {}: \"{}\" would be a lamp of a bridge, but [hue] names no bridge; "
                    "docs/formats.md shows how other lamps are written",
                    config.path, rooms->front().room.text(), rooms->front().lamps.front())};
  }
  std::set<RoomName> names = names_of(*rooms);
  auto open = [this, hue = config.hue, rooms = *std::move(rooms),
               &clock]() -> Result<std::unique_ptr<Lamps>> {
    const auto news = [this]() -> std::optional<hue::LampWatch::Heard> {
      const std::lock_guard taking(watching_);
      if (!watch_ || !watch_->is_listening()) return std::nullopt;
      return watch_->take();
    };
    const auto find = [hue, search = limits_.search](const std::stop_token& stop) {
      return bridges_here(hue, stop, search);
    };
    const auto follow = [this, hue](const hue::Pairing& pairing) { follow_bridge(hue, pairing); };
    auto lamps = PairedLamps::open(hue, rooms, clock, closing_.get_token(), limits_.bridge,
                                   {find, news, follow, order()});
    if (!lamps) return lamps.error();
    const std::lock_guard lock(watching_);
    bridge_lamps_ = lamps->get();
    return std::unique_ptr<Lamps>(*std::move(lamps));
  };
  add_kind(std::move(open), std::move(names));
  return {};
}

/// The interruption of the current watcher.
hue::Interruption HouseLamps::order() {
  const auto listen = [this] {
    const std::lock_guard lock(watching_);
    return order_.listen ? order_.listen() : std::stop_token();
  };
  const auto is_wanted = [this] {
    const std::lock_guard lock(watching_);
    return order_.is_wanted && order_.is_wanted();
  };
  return {listen, is_wanted};
}

/// Follows the bridge at its current address.
void HouseLamps::follow_bridge(const HueConfig& config, const hue::Pairing& pairing) {
  const Result<std::string> authorities = read_authorities(config);
  const std::lock_guard lock(watching_);
  watch_.reset();
  stream_.reset();
  if (pairing.api != hue::Api::v2 || !authorities) return;
  stream_ = std::make_unique<hue::BridgeStream>(pairing, *authorities, listening_clock());
  if (on_change_) watch_.emplace(*stream_, listening_clock(), on_change_);
}

Result<void> HouseLamps::open_broker_lamps(const Config& config, const Clock& clock, Rng rng) {
  Result<std::vector<mqtt::BrokerRoom>> rooms = broker_rooms(config);
  if (!rooms) return rooms.error();
  if (rooms->empty()) return {};
  std::set<RoomName> names = names_of(*rooms);
  auto open = [this, broker = config.broker, rooms = *std::move(rooms), &clock,
               rng]() -> Result<std::unique_ptr<Lamps>> {
    const Result<mqtt::Settings> login = lamps_login(broker);
    if (!login) return login.error();
    auto lamps = mqtt::BrokerLamps::open(*login, rooms, clock, rng);
    if (!lamps) return lamps.error();
    const std::lock_guard lock(watching_);
    broker_lamps_ = lamps->get();
    if (on_change_) broker_lamps_->watch(on_change_);
    return std::unique_ptr<Lamps>(*std::move(lamps));
  };
  add_kind(std::move(open), std::move(names));
  return {};
}

Result<void> HouseLamps::open_assisted_lamps(const Config& config) {
  std::vector<home_assistant::AssistedRoom> rooms;
  for (const RoomConfig& room : config.rooms) {
    Result<SortedLamps> lamps = sort_lamps(room, config.lamp_topics);
    if (!lamps) return with_context(config.path, lamps.error());
    if (!lamps->entities.empty())
      rooms.push_back({room.name, std::move(lamps->entities), look_of(room)});
  }
  if (rooms.empty()) return {};
  std::set<RoomName> names = names_of(rooms);
  auto open = [this, access = config.home_assistant, path = config.path,
               rooms = std::move(rooms)]() -> Result<std::unique_ptr<Lamps>> {
    Result<std::unique_ptr<home_assistant::Client>> client =
        open_home_assistant(access, limits_.home_assistant, closing_.get_token());
    if (!client) return with_context(path, client.error());
    return std::unique_ptr<Lamps>(
        std::make_unique<home_assistant::AssistedLamps>(*std::move(client), rooms));
  };
  add_kind(std::move(open), std::move(names));
  return {};
}

Clock& HouseLamps::listening_clock() const {
  return limits_.listening != nullptr ? *limits_.listening : *clock_;
}

void HouseLamps::watch(const std::function<void()>& on_change,
                       const std::function<void()>& on_answer, hue::Interruption order) {
  lamps_->notify(on_answer);
  const std::lock_guard lock(watching_);
  on_change_ = on_change;
  order_ = std::move(order);
  if (stream_) watch_.emplace(*stream_, listening_clock(), on_change);
  if (broker_lamps_ != nullptr) broker_lamps_->watch(on_change);
}

void HouseLamps::unwatch() {
  lamps_->notify(nullptr);
  const std::lock_guard lock(watching_);
  on_change_ = nullptr;
  order_ = {};
  watch_.reset();
  if (broker_lamps_ != nullptr) broker_lamps_->watch(nullptr);
}

Result<home_assistant::Access> home_assistant_access(const HomeAssistantConfig& config) {
  if (config.url.empty() || config.token_file.empty()) {
    return Error{Fault::bad_input,
                 "a room has lamps of Home Assistant; [home_assistant] needs url and token_file"};
  }
  Result<std::string> token = read_secret_file(config.token_file);
  if (!token) return token.error();
  return home_assistant::Access{config.url, *std::move(token), config.ca_file};
}

Result<std::unique_ptr<home_assistant::Client>> open_home_assistant(
    const HomeAssistantConfig& config, const http::Limits& limits, std::stop_token stop) {
  const Result<home_assistant::Access> access = home_assistant_access(config);
  if (!access) return access.error();
  return home_assistant::Client::make(*access, limits, std::move(stop));
}

Result<std::vector<mqtt::BrokerRoom>> broker_rooms(const Config& config) {
  std::vector<mqtt::BrokerRoom> rooms;
  for (const RoomConfig& room : config.rooms) {
    Result<SortedLamps> lamps = sort_lamps(room, config.lamp_topics);
    if (!lamps) return with_context(config.path, lamps.error());
    if (!lamps->at_broker.empty())
      rooms.push_back({room.name, std::move(lamps->at_broker), look_of(room)});
  }
  return rooms;
}

Result<mqtt::Settings> lamps_login(const BrokerConfig& broker) {
  Result<mqtt::Settings> settings = broker_login(broker);
  if (settings) settings->client_id = broker.client_id + "-lamps";
  return settings;
}

namespace {

using namespace std::chrono_literals;

constexpr auto between_tries = 30s;

}  // namespace

LateLamps::LateLamps(Open open, Error trouble, const Clock& clock)
    : open_(std::move(open)),
      clock_(clock),
      next_try_(clock.now() + between_tries),
      trouble_(std::move(trouble)) {}

void LateLamps::try_again() {
  const Instant now = clock_.now();
  const bool clock_went_back = next_try_ > now + between_tries;
  if (now < next_try_ && !clock_went_back) return;
  next_try_ = now + between_tries;
  Result<std::unique_ptr<Lamps>> opened = open_();
  if (opened) lamps_ = *std::move(opened);
  const std::lock_guard lock(mutex_);
  trouble_ = opened ? std::nullopt : std::optional(opened.error());
}

LampReplies LateLamps::command(const LampRequests& requests) {
  if (lamps_) return lamps_->command(requests);
  LampReplies answers;
  for (const auto& [id, request] : requests) answers[id] = {trouble().value(), false, {}};
  return answers;
}

Result<HouseLook> LateLamps::look() {
  if (!lamps_) try_again();
  if (!lamps_) return trouble().value();
  return lamps_->look();
}

std::optional<Error> LateLamps::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

}  // namespace lamplighter::app
