// SPDX-License-Identifier: Apache-2.0
// Any bytes as a response to a request for history or states: parsed or refused, never half.
#include "home_assistant/history.h"
#include "require.h"

#include <cstdint>
#include <string>

using namespace lamplighter;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const home_assistant::Answer answer{200, std::string(reinterpret_cast<const char*>(bytes), size)};
  home_assistant::EntityPasts pasts;
  if (home_assistant::read_history(answer, LampState::unknown, pasts)) {
    for (const auto& [id, series] : pasts) require(home_assistant::is_entity_id(id));
  }
  if (const auto ids = home_assistant::read_candidates(answer)) {
    for (const std::string& id : *ids) require(home_assistant::is_entity_id(id));
  }
  return 0;
}
