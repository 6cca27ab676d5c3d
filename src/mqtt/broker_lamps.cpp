// SPDX-License-Identifier: Apache-2.0
#include "mqtt/broker_lamps.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <set>
#include <utility>

namespace lamplighter::mqtt {
namespace {

constexpr auto longest_wait = std::chrono::seconds(5);

/// For the first connection, and for responses to a query: a broker and lamps in the same house
/// need milliseconds.
constexpr auto patience = std::chrono::seconds(1);

Error does_not_answer(const MqttLamp& lamp, const char* why) {
  return {
      Fault::unavailable,
      fmt::format("{} {}; is it switched on at the wall, and its name right?", lamp.name(), why)};
}

}  // namespace

/// It responded to queries before, and does not respond to this one.
bool BrokerLamps::Lamp::is_mute(Instant now) const {
  return is_asked && has_answered && now - asked_at >= answer_limit;
}

Result<LampSetting> BrokerLamps::Lamp::state(Instant now) const {
  if (bridge == false) return does_not_answer(speech, "has no Zigbee2MQTT running");
  if (answers == false) return does_not_answer(speech, "is offline");
  const bool in_vain = commanded_at && now - *commanded_at >= answer_limit;
  if (in_vain) return does_not_answer(speech, "did not answer a command");
  if (is_mute(now)) return does_not_answer(speech, "did not answer a query");
  if (!is && !endpoints.empty()) {
    return Error{Fault::not_found,
                 fmt::format("{} reports several states; choose one of them, such as {}/{}",
                             speech.name(), speech.name(), endpoints.front())};
  }
  if (!is) return does_not_answer(speech, "has not reported its state");
  return LampSetting{*is, look, xy};
}

bool BrokerLamps::Lamp::is_awaited(Instant now) const {
  if (is_gone()) return false;
  const bool was_just_commanded = commanded_at && now - *commanded_at < answer_limit;
  return was_just_commanded || (!is && !given_up && endpoints.empty());
}

/// Returns whether something is new.
bool BrokerLamps::Lamp::hear(const LampWord& word, bool retained, Instant now) {
  const bool was_gone = is_gone();
  const std::optional<OnOff> was = is;
  if (word.answers) answers = word.answers;
  if (word.bridge) bridge = word.bridge;
  if (was_gone && !is_gone()) is.reset();  // it may come back in another state: query it
  was_unreachable |= is_gone();
  if (!word.endpoints.empty()) endpoints = word.endpoints;
  if (word.is) {
    was_unreachable |= is_mute(now);
    // Manual changes are reported at once; a change that only a query reveals is a loss of power.
    was_unreachable |= is_asked && is && is != word.is && !commanded_at && !retained;
    if (is_asked && !commanded_at && !retained) has_answered = true;
    is = word.is;
    is_asked = false;
    heard_at = now;
    commanded_at.reset();
    if (!retained) answers = true;  // a lamp that reports is reachable
  }
  has_brightness |= word.brightness.has_value();
  has_mirek |= word.mirek.has_value();
  if (word.brightness && *word.brightness > 0) look.brightness = word.brightness;
  if (word.mirek) xy.reset();
  if (word.mirek) look.mirek = word.mirek;
  if (word.xy) look.mirek.reset();
  if (word.xy) xy = word.xy;
  if (word.brightness && is == OnOff::on) brightness = word.brightness;
  const bool was_given_up = given_up;
  if (word.is || word.answers == true) given_up = false;
  return is != was || is_gone() != was_gone || was_given_up != given_up;
}

/// A fade to off may leave the lamp at its dimmest, so its brightness is sent with the next "on".
LampLook BrokerLamps::Lamp::look_for(const LampRequest& request) const {
  LampLook wanted = request.is_restore ? LampLook{} : usual.with(request.to.look);
  if (request.is_restore) {
    static_cast<Look&>(wanted) = request.to.look;
    wanted.xy = request.to.xy;
  }
  const bool goes_on = request.to.state == OnOff::on;
  if (goes_on && wanted.fade && !wanted.brightness && brightness && *brightness > 0)
    wanted.brightness = brightness;
  if (speech.tells_brightness() && !has_brightness) wanted.brightness.reset();
  if (speech.tells_brightness() && !has_mirek) wanted.mirek.reset();
  return wanted;
}

BrokerLamps::BrokerLamps(std::vector<BrokerRoom> rooms, const Clock& clock) : clock_(clock) {
  for (BrokerRoom& room : rooms) {
    for (MqttLamp& lamp : room.lamps) {
      const LampId id("mqtt:" + lamp.command(OnOff::on, {}).topic);
      const auto known = lamps_.try_emplace(id, Lamp{std::move(lamp), {}, room.look}).first;
      known->second.rooms.insert(room.room);
    }
  }
}

Result<std::unique_ptr<BrokerLamps>> BrokerLamps::open(const Settings& settings,
                                                       std::vector<BrokerRoom> rooms,
                                                       const Clock& clock, Rng rng) {
  std::unique_ptr<BrokerLamps> lamps(new BrokerLamps(std::move(rooms), clock));
  BrokerLamps& kept = *lamps;
  auto connection = Connection::make(
      settings,
      {[&kept](const Arrival& arrival) { kept.arrived(arrival); },
       [&kept](bool) { kept.connected(); }, [&kept](const Error& error) { kept.lost(error); }},
      clock, rng);
  if (!connection) return connection.error();
  lamps->connection_ = *std::move(connection);
  lamps->subscribe_all();
  lamps->thread_ = std::jthread([&kept](const std::stop_token& stop) { kept.listen(stop); });
  return lamps;
}

BrokerLamps::~BrokerLamps() = default;

void BrokerLamps::watch(std::function<void()> on_news) {
  const std::lock_guard lock(telling_);
  on_news_ = std::move(on_news);
}

void BrokerLamps::subscribe_all() {
  std::set<std::string, std::greater<>> filters;  // availability topics before retained states
  for (const auto& [id, lamp] : lamps_) {
    for (std::string& filter : lamp.speech.filters()) filters.insert(std::move(filter));
  }
  for (const std::string& filter : filters) connection_->subscribe(filter);
}

void BrokerLamps::listen(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    connection_->receive(longest_wait, stop);
    connection_->acknowledge();
  }
  connection_->close();
}

/// The known states may be outdated: retained states are delivered again, others must be queried.
void BrokerLamps::connected() {
  const std::lock_guard lock(mutex_);
  trouble_.reset();
  for (auto& [id, lamp] : lamps_) {
    lamp.is.reset();
    lamp.answers.reset();
    lamp.bridge.reset();
    lamp.commanded_at.reset();
    lamp.given_up = false;
    lamp.is_asked = false;
    lamp.was_unreachable = true;
  }
  ask_the_silent();
  heard_.notify_all();
}

void BrokerLamps::arrived(const Arrival& arrival) {
  {
    const std::lock_guard lock(mutex_);
    bool is_news = false;
    for (auto& [id, lamp] : lamps_) {
      const Message& message = arrival.message;
      const LampWord word = lamp.speech.read(message.topic, message.payload);
      is_news |= lamp.hear(word, message.retained, clock_.now());
      if (word.answers == true && !lamp.is) ask(lamp);  // it became available after the query
    }
    heard_.notify_all();
    if (!is_news) return;
  }
  const std::lock_guard lock(telling_);
  if (on_news_) on_news_();
}

void BrokerLamps::lost(const Error& error) {
  const std::lock_guard lock(mutex_);
  trouble_ = error;
  heard_.notify_all();
}

void BrokerLamps::ask(Lamp& lamp) {
  lamp.asked_at = clock_.now();
  const std::optional<LampOrder> question = lamp.speech.question();
  if (!question) return;
  lamp.is_asked = true;
  static_cast<void>(connection_->publish(question->topic, question->payload));
}

/// Queries lamps that have never reported their state, and those that have been silent for a while.
void BrokerLamps::ask_the_silent() {
  const Instant now = clock_.now();
  for (auto& [id, lamp] : lamps_) {
    lamp.heard_at = std::min(lamp.heard_at, now);  // the clock may have been set back
    lamp.asked_at = std::min(lamp.asked_at, now);
    const bool was_just_asked = lamp.given_up && now - lamp.asked_at < ask_again;
    const bool may_be_old = lamp.is && now - lamp.heard_at >= ask_every &&
                            now - lamp.asked_at >= (lamp.is_asked ? ask_again : ask_every);
    const bool is_unknown = !lamp.is && !was_just_asked;
    if (lamp.is_gone() || !(is_unknown || may_be_old)) continue;
    const bool was_mute = lamp.is_mute(now);
    ask(lamp);
    if (was_mute) lamp.asked_at = now - answer_limit;  // it stays unresponsive until it responds
  }
}

bool BrokerLamps::anyone_awaited() const {
  const Instant now = clock_.now();
  return std::any_of(lamps_.begin(), lamps_.end(),
                     [&](const auto& entry) { return entry.second.is_awaited(now); });
}

LampReply BrokerLamps::carry_out(Lamp& lamp, const LampRequest& request) {
  const Instant now = clock_.now();
  if (lamp.is_gone()) return {lamp.state(now).error(), false, {}};
  const LampLook look = lamp.look_for(request);
  const LampOrder order = lamp.speech.command(request.to.state, look);
  const Result<void> sent = connection_->publish_once(order.topic, order.payload, command_expiry);
  if (!sent) return {with_context(lamp.speech.name(), sent.error()), false, {}};
  if (!lamp.commanded_at) lamp.commanded_at = now;
  return {{},
          false,
          look.fade.value_or(std::chrono::milliseconds(0)),
          {request.to.state, look, look.xy}};
}

LampReplies BrokerLamps::command(const LampRequests& requests) {
  const std::lock_guard lock(mutex_);
  LampReplies answers;
  for (const auto& [id, request] : requests) {
    const auto lamp = lamps_.find(id);
    if (lamp == lamps_.end()) {
      answers[id] = {Error{Fault::not_found, id.text() + " is not in the config"}, false, {}};
    } else if (!connection_->is_connected() && trouble_) {
      answers[id] = {*trouble_, false, {}};
    } else {
      answers[id] = carry_out(lamp->second, request);
    }
  }
  return answers;
}

Result<HouseLook> BrokerLamps::look() {
  std::unique_lock lock(mutex_);
  const auto until = std::chrono::steady_clock::now() + patience;
  heard_.wait_until(lock, until, [this] { return connection_->is_connected() || trouble_; });
  if (!connection_->is_connected()) {
    return trouble_.value_or(Error{Fault::unavailable, "the broker has not answered yet"});
  }
  ask_the_silent();
  heard_.wait_until(lock, until, [this] { return !anyone_awaited() || trouble_; });
  HouseLook seen;
  const Instant now = clock_.now();
  for (auto& [id, lamp] : lamps_) {
    lamp.given_up |= !lamp.is && lamp.is_awaited(now);
    if (lamp.commanded_at)
      lamp.commanded_at = std::min(*lamp.commanded_at, now);  // the clock was set back
    const Result<LampSetting> is = lamp.state(now);
    const bool was_unreachable = is && std::exchange(lamp.was_unreachable, false);
    seen[id] = {lamp.speech.name(), lamp.rooms, is, false, was_unreachable};
  }
  return seen;
}

}  // namespace lamplighter::mqtt
