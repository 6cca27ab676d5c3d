// SPDX-License-Identifier: Apache-2.0
#include "hue/discovery.h"

#include "hue/exchange.h"
#include "hue/json_reading.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>

namespace lamplighter::hue {
namespace {

using Json = nlohmann::json;

std::string lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

std::optional<FoundBridge> read_entry(const Json& entry) {
  const std::string id = lower(text_of(entry, "id").value_or(""));
  const Result<Address> address = parse_address(text_of(entry, "internalipaddress").value_or(""));
  if (!is_bridge_id(id) || !address) return std::nullopt;
  constexpr int https_port = 443;
  const int port = integer_of(entry, "port", 1, 65535).value_or(https_port);
  FoundBridge found{id, *address};
  if (found.address.port == 0 && port != https_port) found.address.port = port;
  return found;
}

}  // namespace

Result<std::vector<FoundBridge>> read_discovery(const HttpAnswer& answer) {
  if (answer.status == 429) {
    return Error{Fault::unavailable,
                 "the discovery service was asked too often; wait an hour, or give --address"};
  }
  if (const Result<void> status = check_status(answer); !status) return status.error();
  const Result<Json> body = parse_json(answer.body);
  if (!body) return body.error();
  if (!body->is_array()) {
    return Error{Fault::bad_input, "the discovery service answers something else than a list"};
  }
  std::vector<FoundBridge> bridges;
  for (const Json& entry : *body) {
    if (auto found = read_entry(entry)) bridges.push_back(*std::move(found));
  }
  return bridges;
}

Result<std::vector<FoundBridge>> ask_discovery(const std::string& url) {
  if (!http::is_url(url)) {
    return Error{Fault::bad_input, fmt::format("\"{}\" is not an http or https URL", shown(url))};
  }
  http::Client client({.limits = bridge_limits});
  const Result<HttpAnswer> answer = exchange(client, {.url = url}, url, {});
  if (!answer) return answer.error();
  const Result<std::vector<FoundBridge>> bridges = read_discovery(*answer);
  if (!bridges) return with_context(url, bridges.error());
  return bridges;
}

std::optional<FoundBridge> read_announcement(const std::vector<std::string>& txt,
                                             const std::string& host, int port) {
  constexpr std::string_view name = "bridgeid=";
  constexpr int https_port = 443;
  if (host.empty() || port < 1 || port > 65535) return std::nullopt;
  for (const std::string& entry : txt) {
    const std::string text = lower(entry);
    if (!text.starts_with(name) || !is_bridge_id(text.substr(name.size()))) continue;
    return FoundBridge{text.substr(name.size()), {host, port == https_port ? 0 : port}};
  }
  return std::nullopt;
}

}  // namespace lamplighter::hue
