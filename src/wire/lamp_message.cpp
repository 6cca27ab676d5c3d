// SPDX-License-Identifier: Apache-2.0
#include "wire/lamp_message.h"

#include "wire/json_document.h"

#include <cassert>
#include <string>

namespace lamplighter {
namespace {

using Outcome = std::variant<OnOff, Rejection>;

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  for (char& c : small) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return small;
}

Outcome state_of(std::string_view word) {
  const std::string small = in_small_letters(word);
  if (small == "on") return OnOff::on;
  if (small == "off") return OnOff::off;
  return Rejection::malformed;
}

Outcome state_at(const JsonDocument& document, const JsonPointer& place) {
  const JsonValue value = document.at(place);
  if (std::holds_alternative<JsonNothing>(value)) return Rejection::not_a_reading;
  if (std::holds_alternative<JsonNull>(value)) return Rejection::failed_read;
  if (const bool* on = std::get_if<bool>(&value)) return *on ? OnOff::on : OnOff::off;
  const auto* word = std::get_if<std::string>(&value);
  return word == nullptr ? Outcome(Rejection::malformed) : state_of(*word);
}

/// Tasmota names a lone relay POWER and the first of several POWER1.
JsonPointer tasmota_place(const JsonDocument& document) {
  const bool lone = !std::holds_alternative<JsonNothing>(document.at({"POWER"}));
  return {lone ? "POWER" : "POWER1"};
}

Outcome read_plain(std::string_view payload) {
  if (payload == "1" || payload == "true") return OnOff::on;
  if (payload == "0" || payload == "false") return OnOff::off;
  return state_of(payload);
}

}  // namespace

Outcome read_lamp_message(Format format, const std::optional<JsonPointer>& pointer,
                          const Message& message) {
  assert(tells_lamps(format));
  if (message.payload.size() > max_payload_bytes) return Rejection::oversized;
  if (message.topic.ends_with("/availability") || message.topic.ends_with("/LWT")) {
    return Rejection::not_a_reading;
  }
  if (!message.payload.starts_with('{')) {
    return format == Format::on_off ? read_plain(message.payload) : state_of(message.payload);
  }
  const auto document = JsonDocument::parse(message.payload);
  if (!document) return Rejection::malformed;
  if (pointer) return state_at(*document, *pointer);
  if (format == Format::tasmota_power) return state_at(*document, tasmota_place(*document));
  return state_at(*document, {"state"});
}

}  // namespace lamplighter
