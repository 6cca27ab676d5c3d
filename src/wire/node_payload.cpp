// SPDX-License-Identifier: Apache-2.0
#include "wire/node_payload.h"

#include "wire/json_document.h"
#include "wire/number.h"

#include <array>
#include <cmath>

namespace lamplighter {
namespace {

constexpr double year_2000 = 946684800;
constexpr double year_2100 = 4102444800;

std::optional<std::uint32_t> count_of(const JsonValue& value) {
  const double* number = std::get_if<double>(&value);
  if (number == nullptr || *number < 0 || *number > 4294967295.0) return std::nullopt;
  if (*number != std::floor(*number)) return std::nullopt;
  return static_cast<std::uint32_t>(*number);
}

bool is_reason(const JsonValue& value) {
  constexpr std::array<std::string_view, 4> reasons{"no-answer", "wrong-id", "saturated",
                                                    "no-result"};
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return false;
  for (const std::string_view reason : reasons) {
    if (*text == reason) return true;
  }
  return false;
}

/// `lux` or `failed`, one of the two.
std::optional<Rejection> read_measure(const JsonDocument& document, NodeReport& report) {
  const JsonValue lux = document.at({"lux"});
  const JsonValue failed = document.at({"failed"});
  if (const double* number = std::get_if<double>(&lux)) {
    report.lux = lux_from(*number);
    if (!report.lux) return Rejection::out_of_range;
    if (!std::holds_alternative<JsonNothing>(failed)) return Rejection::malformed;
    return std::nullopt;
  }
  const bool sound = std::holds_alternative<JsonNothing>(lux) && is_reason(failed);
  return sound ? std::nullopt : std::optional(Rejection::malformed);
}

std::optional<Rejection> read_times(const JsonDocument& document, NodeReport& report) {
  const JsonValue age = document.at({"age"});
  const double* seconds = std::get_if<double>(&age);
  if (seconds == nullptr || *seconds < 0) return Rejection::malformed;
  if (*seconds > std::chrono::duration<double>(max_age).count()) return Rejection::out_of_range;
  report.age = std::chrono::microseconds(std::llrint(*seconds * 1e6));

  const JsonValue at = document.at({"at"});
  if (std::holds_alternative<JsonNothing>(at)) return std::nullopt;
  const double* epoch = std::get_if<double>(&at);
  if (epoch == nullptr) return Rejection::malformed;
  if (*epoch < year_2000 || *epoch > year_2100) return Rejection::out_of_range;
  report.at = from_epoch_seconds(*epoch);
  return std::nullopt;
}

}  // namespace

std::variant<NodeReport, Rejection> read_node_payload(std::string_view payload) {
  const auto document = JsonDocument::parse(payload);
  if (!document) return Rejection::malformed;
  NodeReport report;
  const auto boot = count_of(document->at({"boot"}));
  const auto n = count_of(document->at({"n"}));
  if (!boot || !n) return Rejection::malformed;
  report.count = {*boot, *n};
  if (const auto rejected = read_measure(*document, report)) return *rejected;
  if (const auto rejected = read_times(*document, report)) return *rejected;
  return report;
}

}  // namespace lamplighter
