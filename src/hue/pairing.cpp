// SPDX-License-Identifier: Apache-2.0
#include "hue/pairing.h"

#include "hue/json_reading.h"
#include "hue/transport.h"

#include <nlohmann/json.hpp>

namespace lamplighter::hue {
namespace {

using Json = nlohmann::json;
constexpr int format = 1;

Error not_a_key_file(const std::string& what) {
  return {Fault::bad_input, what + "; run: lamplighter bridge pair"};
}

}  // namespace

std::string to_text(const Pairing& pairing) {
  Json text = {{"format", format},
               {"bridge", pairing.bridge_id},
               {"address", pairing.address},
               {"api", pairing.api == Api::v1 ? "v1" : "v2"},
               {"scheme", pairing.is_secure ? "https" : "http"},
               {"pin", pairing.pin},
               {"key", pairing.key}};
  return text.dump(2, ' ', false, Json::error_handler_t::replace);
}

Result<Pairing> parse_pairing(std::string_view text) {
  const Json json = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!json.is_object()) return not_a_key_file("not a key file (no JSON object)");
  if (integer_of(json, "format", 0, 1'000'000) != format) {
    return not_a_key_file("a key file of another format than 1");
  }
  Pairing pairing;
  const std::string api = text_of(json, "api").value_or("");
  const std::string scheme = text_of(json, "scheme").value_or("");
  pairing.bridge_id = text_of(json, "bridge").value_or("");
  pairing.address = text_of(json, "address").value_or("");
  pairing.key = text_of(json, "key").value_or("");
  pairing.pin = text_of(json, "pin").value_or("");
  pairing.api = api == "v2" ? Api::v2 : Api::v1;
  pairing.is_secure = scheme == "https";
  const bool is_known_way =
      scheme == "https" ? api == "v1" || api == "v2" : scheme == "http" && api == "v1";
  const bool is_whole = is_bridge_id(pairing.bridge_id) && is_token(pairing.key) && is_known_way &&
                        parse_address(pairing.address);
  if (!is_whole) return not_a_key_file("a key file in which something is missing or wrong");
  return pairing;
}

}  // namespace lamplighter::hue
