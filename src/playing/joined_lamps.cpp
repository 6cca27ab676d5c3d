// SPDX-License-Identifier: Apache-2.0
#include "playing/joined_lamps.h"

#include <optional>
#include <utility>
#include <vector>

namespace lamplighter {
namespace {

/// What a room is, by what two kinds of lamps in it are.
Result<OnOff> joined(const Result<OnOff>& one, const Result<OnOff>& other) {
  if (!one) return other ? other : one;
  if (!other) return one;
  return *one == OnOff::on ? one : other;
}

void add(RoomStates& all, const RoomName& room, const Result<OnOff>& seen) {
  const auto [there, is_new] = all.try_emplace(room, seen);
  if (!is_new) there->second = joined(there->second, seen);
}

}  // namespace

Result<void> JoinedLamps::set(const RoomName& room, OnOff to, const Look& look) {
  std::optional<Error> failure;
  bool any_done = false;
  for (LampKind& kind : kinds_) {
    if (!kind.rooms.contains(room)) continue;
    const Result<void> done = kind.lamps->set(room, to, look);
    any_done |= done.has_value();
    if (!done && !failure) failure = done.error();
  }
  if (any_done) return {};
  return failure.value_or(Error{
      Fault::not_found, "room " + room.text() + ": it has no lamps; name them in its [[room]]"});
}

Result<RoomStates> JoinedLamps::look() {
  RoomStates all;
  std::vector<std::pair<RoomName, std::string>> silent;
  std::optional<Error> failure;
  bool any_answers = kinds_.empty();
  for (LampKind& kind : kinds_) {
    const Result<RoomStates> states = kind.lamps->look();
    any_answers |= states.has_value();
    if (!states && !failure) failure = states.error();
    for (const RoomName& room : kind.rooms) {
      if (states && !states->contains(room)) continue;
      const Result<OnOff> seen = states ? states->at(room) : Result<OnOff>(states.error());
      if (!seen) silent.emplace_back(room, seen.error().message);
      add(all, room, seen);
    }
  }
  if (!any_answers) return *failure;
  silent_.clear();
  for (auto& [room, sentence] : silent) {
    if (all.at(room)) silent_.insert(std::move(sentence));
  }
  return all;
}

std::set<std::string> JoinedLamps::silent_lamps() const {
  std::set<std::string> all = silent_;
  for (const LampKind& kind : kinds_) all.merge(kind.lamps->silent_lamps());
  return all;
}

}  // namespace lamplighter
