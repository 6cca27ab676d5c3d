// SPDX-License-Identifier: Apache-2.0
#include "simulation/emulated_bridge.h"

#include "simulation/emulated_bridge_v1.h"
#include "simulation/emulated_bridge_v2.h"

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
  const bool has_v2 = request.secure && world_.model != BridgeModel::bsb001;
  if (has_v2 && is_under(request.path, "/clip/v2")) return answer_v2(world_, request, now);
  return page_answer(404, "Not found");
}

std::optional<BridgeAnswer> EmulatedBridge::refuse_feed(const BridgeRequest& request) const {
  const bool has_v2 = request.secure && world_.model != BridgeModel::bsb001;
  if (!has_v2 || request.path != "/eventstream/clip/v2") return page_answer(404, "Not found");
  if (!world_.keys.contains(request.application_key)) return page_answer(403, "Forbidden");
  return std::nullopt;
}

}  // namespace lamplighter::simulation
