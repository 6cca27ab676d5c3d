// SPDX-License-Identifier: Apache-2.0
#include "simulation/emulated_bridge.h"

#include "simulation/emulated_bridge_v1.h"

namespace lamplighter::simulation {
namespace {

bool is_under(const std::string& path, const std::string& root) {
  return path == root || path.starts_with(root + "/");
}

}  // namespace

BridgeAnswer EmulatedBridge::answer(const BridgeRequest& request, Instant now) {
  if (request.body.size() > longest_bridge_body)
    return page_answer(413, "Request entity too large");
  if (world_.model == BridgeModel::bsb003 && !request.secure) {
    BridgeAnswer redirect = page_answer(301, "Moved permanently");
    redirect.location = request.path;
    return redirect;
  }
  if (is_under(request.path, "/api")) return answer_v1(world_, request, now);
  return page_answer(404, "Not found");
}

}  // namespace lamplighter::simulation
