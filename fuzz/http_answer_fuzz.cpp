// SPDX-License-Identifier: Apache-2.0
// Whatever a peer sends over TCP before it closes is a response within the limits, or an error.
#include "http/client.h"
#include "require.h"
#include "testing/scripted_server.h"

#include <cstdint>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using lamplighter::http::Client;
  using lamplighter::testing::ScriptedServer;
  static std::string sent;  // before the request arrives
  static const ScriptedServer peer([](ScriptedServer::Peer& one) {
    if (!one.read_head().empty()) one.write(sent);
  });
  sent.assign(bytes, bytes + size);
  const lamplighter::http::Limits limits{.head_bytes = 1000, .body_bytes = 100};
  const auto answer = Client({.limits = limits}).send({.url = peer.url()});
  if (!answer) require(!answer.error().message.empty());
  if (answer) require(answer->status >= 200 && answer->body.size() <= limits.body_bytes);
  std::size_t heard = 0;
  const auto streamed =
      Client({.limits = limits})
          .stream({.url = peer.url()}, [&](std::string_view part) { heard += part.size(); }, {});
  require(heard <= size);
  if (streamed && streamed->status != 200) require(heard == 0);
  return 0;
}
