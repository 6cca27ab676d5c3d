// SPDX-License-Identifier: Apache-2.0
#include "home_assistant/assisted_lamps.h"

#include <algorithm>
#include <optional>

namespace lamplighter::home_assistant {
namespace {

LampId lamp_id(const std::string& entity) { return LampId("ha:" + entity); }

LampLook wanted_look(const LampLook& usual, const EntityState& entity, const LampRequest& request) {
  LampLook look;
  if (request.is_restore) {
    static_cast<Look&>(look) = request.to.look;
    look.xy = request.to.xy;
  } else {
    look = usual.with(request.to.look);
  }
  if (!entity.has_brightness) look.brightness.reset();
  if (!entity.has_mirek) look.mirek.reset();
  if (!entity.has_colour) look.xy.reset();
  return look;
}

}  // namespace

AssistedLamps::AssistedLamps(std::unique_ptr<Client> client, std::vector<AssistedRoom> rooms)
    : client_(std::move(client)) {
  for (const AssistedRoom& room : rooms) {
    for (const std::string& entity : room.entities)
      entities_.try_emplace(entity, Entity{{}, room.look, {}})
          .first->second.rooms.insert(room.room);
  }
}

Result<EntityState> AssistedLamps::ask(const std::string& entity) {
  const Result<Answer> answer = client_->send(question(entity));
  answers_ = answer.has_value();
  if (!answer) return answer.error();
  return read_state(*answer, entity);
}

LampReply AssistedLamps::carry_out(const std::string& name, Entity& entity,
                                   const LampRequest& request) {
  const LampLook look = wanted_look(entity.usual, entity.last, request);
  const Result<Answer> answer =
      client_->send(lamplighter::home_assistant::command(name, request.to.state, look));
  answers_ = answer.has_value();
  if (!answer) return {answer.error(), false, {}};
  if (const Result<void> taken = check_status(*answer); !taken)
    return {with_context(name, taken.error()), false, {}};
  // It also accepts commands for unreachable lamps, so success proves nothing.
  const Result<EntityState> is = ask(name);
  if (!is) return {is.error(), false, {}};
  return {{},
          false,
          look.fade.value_or(std::chrono::milliseconds(0)),
          {request.to.state, look, look.xy}};
}

LampReplies AssistedLamps::command(const LampRequests& requests) {
  LampReplies answers;
  std::optional<Error> gone;
  for (const auto& [id, request] : requests) {
    const std::string name = id.text().substr(std::min<std::size_t>(3, id.text().size()));
    const auto entity = entities_.find(name);
    if (entity == entities_.end()) {
      answers[id] = {Error{Fault::not_found, name + " is not in the config"}, false, {}};
    } else if (gone) {
      answers[id] = {*gone, false, {}};
    } else {
      answers[id] = carry_out(name, entity->second, request);
      if (!answers_) gone = answers[id].done.error();  // or each would take as long to fail
    }
  }
  return answers;
}

Result<HouseLook> AssistedLamps::look() {
  const Result<Answer> hello = client_->send(greeting());
  if (!hello) return hello.error();
  if (const Result<void> known = read_greeting(*hello); !known) return known.error();
  HouseLook seen;
  for (auto& [name, entity] : entities_) {
    const Result<EntityState> is = ask(name);
    if (!is && !answers_) return is.error();  // otherwise each lamp would take as long to fail
    if (is) entity.last = *is;
    seen[lamp_id(name)] = {name, entity.rooms,
                           is ? Result<LampSetting>(is->is) : Result<LampSetting>(is.error())};
  }
  return seen;
}

}  // namespace lamplighter::home_assistant
