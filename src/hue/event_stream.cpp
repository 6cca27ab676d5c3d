// SPDX-License-Identifier: Apache-2.0
#include "hue/event_stream.h"

#include "hue/http.h"
#include "hue/json_reading.h"
#include "hue/resource_fields.h"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace lamplighter::hue {
namespace {

using Json = nlohmann::json;
constexpr std::size_t longest_message = 1024 * 1024;
constexpr std::size_t longest_id = 256;  // it is sent back in a header

std::optional<LampReport> read_report(const Json& resource) {
  const std::string type = text_of(resource, "type").value_or("");
  LampReport report;
  if (type == "light" || type == "grouped_light") {
    report.kind = type == "light" ? LampReport::Kind::lamp : LampReport::Kind::group;
    report.id = text_of(resource, "id").value_or("");
    if (const std::optional<bool> on = on_of(resource)) {
      report.to = *on ? OnOff::on : OnOff::off;
    }
    report.brightness = brightness_of(resource);
  } else if (type == "zigbee_connectivity") {
    report.kind = LampReport::Kind::device;
    const std::optional<std::string> status = text_of(resource, "status");
    report.id = rid_of(resource, "owner").value_or("");
    if (status) report.reachable = *status == "connected";
  }
  const bool says_something = report.to || report.brightness || report.reachable;
  if (!says_something || !is_token(report.id)) return std::nullopt;
  return report;
}

}  // namespace

std::vector<StreamMessage> StreamReader::read(std::string_view bytes) {
  std::vector<StreamMessage> complete;
  for (const char c : bytes) {
    const bool was_return = std::exchange(skip_line_feed_, c == '\r');
    if (c == '\n' && was_return) continue;
    if (c == '\n' || c == '\r') {
      end_line(complete);
    } else {
      is_empty_line_ = false;
      if (!is_too_long_) line_ += c;
      check_size();
    }
  }
  return complete;
}

void StreamReader::check_size() {
  if (line_.size() + message_.text.size() <= longest_message) return;
  is_too_long_ = true;
  line_.clear();
  message_.text.clear();
}

void StreamReader::end_line(std::vector<StreamMessage>& complete) {
  if (is_empty_line_) {
    if (is_too_long_) ++dropped_;
    if (has_text_ && !is_too_long_) complete.push_back({message_.id, std::move(message_.text)});
    message_.text.clear();
    has_text_ = false;
    is_too_long_ = false;
  } else if (!is_too_long_) {
    take_field(line_);
  }
  line_.clear();
  is_empty_line_ = true;
}

void StreamReader::take_field(std::string_view line) {
  const std::size_t colon = line.find(':');
  const std::string_view field = line.substr(0, colon);
  std::string_view value = colon == std::string_view::npos ? "" : line.substr(colon + 1);
  if (value.starts_with(' ')) value.remove_prefix(1);
  if (field == "id" && value.size() <= longest_id) message_.id = std::string(value);
  if (field != "data") return;
  if (has_text_) message_.text += '\n';
  message_.text += value;
  has_text_ = true;
}

std::vector<LampReport> read_reports(const std::string& text) {
  std::vector<LampReport> reports;
  const Json containers = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!containers.is_array()) return reports;
  for (const Json& container : containers) {
    const Json* resources = member(container, "data");
    if (text_of(container, "type") != "update" || resources == nullptr) continue;
    if (!resources->is_array()) continue;
    for (const Json& resource : *resources) {
      if (auto report = read_report(resource)) reports.push_back(*std::move(report));
    }
  }
  return reports;
}

}  // namespace lamplighter::hue
