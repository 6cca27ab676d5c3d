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

/// For the first connection, and for answers to a question: a broker and lamps in the same house
/// need some milliseconds.
constexpr auto patience = std::chrono::seconds(1);

Error does_not_answer(const MqttLamp& lamp, const char* why) {
  return {
      Fault::unavailable,
      fmt::format("{} {}; is it switched on at the wall, and its name right?", lamp.name(), why)};
}

}  // namespace

Result<OnOff> BrokerLamps::Lamp::state(Instant now) const {
  if (bridge == false) return does_not_answer(speech, "has no Zigbee2MQTT running");
  if (answers == false) return does_not_answer(speech, "is offline");
  const bool in_vain = commanded_at && now - *commanded_at >= answer_limit;
  if (in_vain) return does_not_answer(speech, "did not answer a command");
  if (!is) return does_not_answer(speech, "has not reported its state");
  return *is;
}

/// Whether something is new.
bool BrokerLamps::Lamp::hear(const LampWord& word, bool retained) {
  const bool was_gone = is_gone();
  const std::optional<OnOff> was = is;
  if (word.answers) answers = word.answers;
  if (word.bridge) bridge = word.bridge;
  if (was_gone && !is_gone()) is.reset();  // it may come back another way: ask
  if (word.is) {
    is = word.is;
    commanded_at.reset();
    if (!retained) answers = true;  // who speaks is there
  }
  if (word.brightness && is == OnOff::on) brightness = word.brightness;
  const bool was_given_up = given_up;
  if (word.is || word.answers == true) given_up = false;
  return is != was || is_gone() != was_gone || was_given_up != given_up;
}

/// A fade to off may leave the lamp at its dimmest, so its brightness is sent with the next "on".
LampLook BrokerLamps::Lamp::look_for(OnOff to, LampLook look) const {
  if (to == OnOff::on && look.fade && !look.brightness && brightness && *brightness > 0)
    look.brightness = brightness;
  return look;
}

Result<OnOff> BrokerLamps::Room::state(Instant now) const {
  std::optional<Error> silent;
  bool any_answers = false;
  for (const Lamp& lamp : lamps) {
    const Result<OnOff> one = lamp.state(now);
    if (one && *one == OnOff::on) return OnOff::on;
    any_answers |= one.has_value();
    if (!one && !silent) silent = with_context("room " + name.text(), one.error());
  }
  if (!any_answers) return *silent;
  return OnOff::off;
}

/// Sentences for those that do not answer, where one does.
std::set<std::string> BrokerLamps::Room::silent_lamps(Instant now) const {
  std::set<std::string> sentences;
  for (const Lamp& lamp : lamps) {
    const Result<OnOff> one = lamp.state(now);
    if (!one) sentences.insert(with_context("room " + name.text(), one.error()).message);
  }
  return sentences.size() < lamps.size() ? sentences : std::set<std::string>();
}

BrokerLamps::BrokerLamps(std::vector<BrokerRoom> rooms, const Clock& clock) : clock_(clock) {
  for (BrokerRoom& room : rooms) {
    if (room.lamps.empty()) continue;
    Room known{room.room, {}, room.look};
    for (MqttLamp& lamp : room.lamps) known.lamps.push_back({std::move(lamp)});
    rooms_.push_back(std::move(known));
  }
}

Result<std::unique_ptr<BrokerLamps>> BrokerLamps::open(const Settings& settings,
                                                       std::vector<BrokerRoom> rooms,
                                                       const Clock& clock, Rng chance) {
  std::unique_ptr<BrokerLamps> lamps(new BrokerLamps(std::move(rooms), clock));
  BrokerLamps& kept = *lamps;
  auto connection = Connection::make(
      settings,
      {[&kept](const Arrival& arrival) { kept.arrived(arrival); },
       [&kept](bool) { kept.connected(); }, [&kept](const Error& error) { kept.lost(error); }},
      clock, chance);
  if (!connection) return connection.error();
  lamps->connection_ = *std::move(connection);
  lamps->subscribe_all();
  lamps->thread_ = std::jthread([&kept](const std::stop_token& stop) { kept.listen(stop); });
  return lamps;
}

BrokerLamps::~BrokerLamps() = default;

void BrokerLamps::tell(std::function<void()> on_news) {
  const std::lock_guard lock(telling_);
  on_news_ = std::move(on_news);
}

void BrokerLamps::subscribe_all() {
  std::set<std::string, std::greater<>> filters;  // who is gone is told before old states are
  for (const Room& room : rooms_) {
    for (const Lamp& lamp : room.lamps) {
      for (std::string& filter : lamp.speech.filters()) filters.insert(std::move(filter));
    }
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

/// What was known may be old: retained states come again by themselves, the others are asked for.
void BrokerLamps::connected() {
  const std::lock_guard lock(mutex_);
  trouble_.reset();
  for (Room& room : rooms_) {
    for (Lamp& lamp : room.lamps) {
      lamp.is.reset();
      lamp.answers.reset();
      lamp.bridge.reset();
      lamp.commanded_at.reset();
      lamp.given_up = false;
    }
  }
  ask_the_silent();
  heard_.notify_all();
}

void BrokerLamps::arrived(const Arrival& arrival) {
  {
    const std::lock_guard lock(mutex_);
    bool is_news = false;
    for (Room& room : rooms_) {
      for (Lamp& lamp : room.lamps) {
        const Message& message = arrival.message;
        const LampWord word = lamp.speech.read(message.topic, message.payload);
        is_news |= lamp.hear(word, message.retained);
        if (word.answers == true && !lamp.is) ask(lamp);  // it came after it was asked
      }
    }
    if (!is_news) return;
    heard_.notify_all();
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
  if (question) static_cast<void>(connection_->publish(question->topic, question->payload));
}

void BrokerLamps::ask_the_silent() {
  const Instant now = clock_.now();
  for (Room& room : rooms_) {
    for (Lamp& lamp : room.lamps) {
      const bool was_just_asked =
          lamp.given_up && lamp.asked_at <= now && now - lamp.asked_at < ask_again;
      if (lamp.is || lamp.is_gone() || was_just_asked) continue;
      ask(lamp);
    }
  }
}

bool BrokerLamps::anyone_awaited() const {
  return std::any_of(rooms_.begin(), rooms_.end(), [](const Room& room) {
    return std::any_of(room.lamps.begin(), room.lamps.end(),
                       [](const Lamp& lamp) { return lamp.is_awaited(); });
  });
}

Result<void> BrokerLamps::set(const RoomName& name, OnOff to, const Look& look) {
  const std::lock_guard lock(mutex_);
  const auto room =
      std::find_if(rooms_.begin(), rooms_.end(), [&](const Room& one) { return one.name == name; });
  if (room == rooms_.end()) {
    return Error{Fault::not_found,
                 fmt::format("room {}: it has no lamps; name them in its [[room]]", name.text())};
  }
  if (!connection_->is_connected() && trouble_) return *trouble_;
  std::optional<Error> failure;
  bool any_answers = false;
  for (Lamp& lamp : room->lamps) {
    const LampOrder order = lamp.speech.command(to, lamp.look_for(to, room->look.with(look)));
    const Result<void> sent = connection_->publish(order.topic, order.payload);
    if (!sent) return with_context("room " + name.text(), sent.error());
    if (!lamp.commanded_at) lamp.commanded_at = clock_.now();
    any_answers |= !lamp.is_gone();
    if (lamp.is_gone() && !failure) failure = lamp.state(clock_.now()).error();
  }
  if (!any_answers) return with_context("room " + name.text(), *failure);
  return {};
}

Result<RoomStates> BrokerLamps::look() {
  std::unique_lock lock(mutex_);
  const auto until = std::chrono::steady_clock::now() + patience;
  heard_.wait_until(lock, until, [this] { return connection_->is_connected() || trouble_; });
  if (!connection_->is_connected()) {
    return trouble_.value_or(Error{Fault::unavailable, "the broker has not answered yet"});
  }
  ask_the_silent();
  heard_.wait_until(lock, until, [this] { return !anyone_awaited() || trouble_; });
  RoomStates states;
  silent_.clear();
  const Instant now = clock_.now();
  for (Room& room : rooms_) {
    for (Lamp& lamp : room.lamps) {
      lamp.given_up |= lamp.is_awaited();
      if (lamp.commanded_at)
        lamp.commanded_at = std::min(*lamp.commanded_at, now);  // the clock was set back
    }
    states.emplace(room.name, room.state(now));
    silent_.merge(room.silent_lamps(now));
  }
  return states;
}

}  // namespace lamplighter::mqtt
