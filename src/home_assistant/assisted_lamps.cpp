// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/assisted_lamps.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace lamplighter::home_assistant {

AssistedLamps::AssistedLamps(std::unique_ptr<Client> client, std::vector<AssistedRoom> rooms)
    : client_(std::move(client)), rooms_(std::move(rooms)) {
  std::erase_if(rooms_, [](const AssistedRoom& room) { return room.entities.empty(); });
}

Result<void> AssistedLamps::set(const RoomName& name, OnOff to, const Look& look) {
  const auto room = std::find_if(rooms_.begin(), rooms_.end(),
                                 [&](const AssistedRoom& one) { return one.room == name; });
  if (room == rooms_.end()) {
    return Error{Fault::not_found,
                 fmt::format("room {}: it has no lamps; name them in its [[room]]", name.text())};
  }
  std::optional<Error> failure;
  bool any_answers = false;
  for (const std::string& entity : room->entities) {
    const Result<Answer> answer = client_->send(command(entity, to, room->look.with(look)));
    if (!answer) return with_context("room " + name.text(), answer.error());
    const Result<void> taken = check_status(*answer);
    // It takes commands to lamps that are away too, so that alone proves nothing.
    const Result<OnOff> is = taken ? look_at({name, {entity}, {}}) : Result<OnOff>(taken.error());
    any_answers |= is.has_value();
    if (!is && !failure) failure = is.error();
  }
  if (!any_answers) return with_context("room " + name.text(), *failure);
  return {};
}

/// A room is what those of its entities are that answer; the others are remembered.
Result<OnOff> AssistedLamps::look_at(const AssistedRoom& room) {
  OnOff is = OnOff::off;
  std::set<std::string> silent;
  std::optional<Error> failure;
  for (const std::string& entity : room.entities) {
    const Result<Answer> answer = client_->send(question(entity));
    answers_ = answer.has_value();
    if (!answer) return answer.error();
    const Result<OnOff> one = read_state(*answer, entity);
    if (one && *one == OnOff::on) is = OnOff::on;
    if (one) continue;
    if (!failure) failure = one.error();
    silent.insert(with_context("room " + room.room.text(), one.error()).message);
  }
  if (silent.size() == room.entities.size()) return *failure;
  silent_.merge(silent);
  return is;
}

Result<RoomStates> AssistedLamps::look() {
  RoomStates states;
  const Result<Answer> hello = client_->send(greeting());
  if (!hello) return hello.error();
  if (const Result<void> known = read_greeting(*hello); !known) return known.error();
  silent_.clear();
  for (const AssistedRoom& room : rooms_) {
    const Result<OnOff> is = look_at(room);
    if (!is && !answers_) return is.error();  // or each room would take as long to fail
    states.emplace(room.room,
                   is ? Result<OnOff>(*is) : with_context("room " + room.room.text(), is.error()));
  }
  return states;
}

}  // namespace lamplighter::home_assistant
