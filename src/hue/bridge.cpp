// SPDX-License-Identifier: Apache-2.0
#include "hue/bridge.h"

#include "hue/v1.h"
#include "hue/v2.h"

#include <cassert>

namespace lamplighter::hue {

Bridge::Bridge(Transport& transport, Clock& clock, Api api, std::string key, std::stop_token stop)
    : transport_(transport),
      clock_(clock),
      api_(api),
      key_(std::move(key)),
      stop_(std::move(stop)) {
  assert(is_token(key_));
}

Result<HttpAnswer> Bridge::send_paced(RequestKind kind, const HttpRequest& request) {
  for (int tries = 1;; ++tries) {
    clock_.sleep_until(pacer_.earliest(kind, clock_.now()), stop_);
    if (stop_.stop_requested()) {
      return Error{Fault::unavailable, "asked to stop before the bridge could be told"};
    }
    Result<HttpAnswer> answer = transport_.send(request);
    answers_ = answer.has_value();
    if (!answer) return answer;
    if (!is_too_fast(*answer)) {
      pacer_.accepted(kind, clock_.now());
      return answer;
    }
    pacer_.refused(clock_.now());
    if (tries == most_tries) return answer;
  }
}

Result<BridgeHouse> Bridge::house() {
  const bool is_v1 = api_ == Api::v1;
  const Result<HttpAnswer> answer =
      send_paced(RequestKind::question, is_v1 ? v1::ask_house(key_) : v2::ask_house(key_));
  if (!answer) return answer.error();
  return is_v1 ? v1::read_house(*answer) : v2::read_house(*answer);
}

HttpRequest Bridge::request_for(const Target& target, const LampCommand& command) const {
  const bool is_lamp = target.kind == Target::Kind::lamp;
  if (api_ == Api::v1) {
    return is_lamp ? v1::command_lamp(key_, target.id, command)
                   : v1::command_group(key_, target.id, command);
  }
  return is_lamp ? v2::command_lamp(key_, target.id, command)
                 : v2::command_group(key_, target.id, command);
}

Result<void> Bridge::command(const Target& target, const LampCommand& command) {
  const bool is_lamp = target.kind == Target::Kind::lamp;
  const RequestKind kind = is_lamp ? RequestKind::lamp_command : RequestKind::group_command;
  const Result<HttpAnswer> answer = send_paced(kind, request_for(target, command));
  if (!answer) return answer.error();
  return api_ == Api::v1 ? v1::read_outcome(*answer) : v2::read_outcome(*answer);
}

}  // namespace lamplighter::hue
