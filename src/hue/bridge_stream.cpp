// SPDX-License-Identifier: Apache-2.0
#include "hue/bridge_stream.h"

#include <cassert>

namespace lamplighter::hue {
namespace {

Address address_of(const Pairing& pairing) {
  const Result<Address> address = parse_address(pairing.address);
  assert(address);
  return *address;
}

}  // namespace

BridgeStream::BridgeStream(const Pairing& pairing, const std::string& authorities,
                           const Clock& clock)
    : pairing_(pairing),
      transport_(address_of(pairing), Trust{pairing.bridge_id, authorities, pairing.pin}, clock) {}

Result<void> BridgeStream::read(const std::string& last_id,
                                const std::function<void(std::string_view)>& on_bytes,
                                const std::stop_token& stop) {
  if (pairing_.api != Api::v2) {
    return Error{Fault::unavailable, "a bridge without API version 2 does not report changes"};
  }
  const Result<HttpAnswer> answer =
      transport_.stream({"GET", "/eventstream/clip/v2", {}, pairing_.key}, last_id, on_bytes, stop);
  if (!answer) return answer.error();
  return check_status(*answer);
}

}  // namespace lamplighter::hue
