// SPDX-License-Identifier: Apache-2.0
#include "hue/event_stream.h"

#include "core/require.h"
#include "hue/json_reading.h"
#include "hue/transport.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

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
    if (const Json* temperature = member(resource, "color_temperature"))
      report.mirek = integer_of(*temperature, "mirek", 1, 2000);
    if (const Json* colour = member(resource, "color")) report.xy = xy_of(*colour, "xy");
  } else if (type == "zigbee_connectivity") {
    report.kind = LampReport::Kind::device;
    const std::optional<std::string> status = text_of(resource, "status");
    report.id = rid_of(resource, "owner").value_or("");
    if (status) report.reachable = *status == "connected";
  }
  const bool says_something =
      report.to || report.brightness || report.reachable || report.mirek || report.xy;
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

namespace {

constexpr std::chrono::seconds first_pause{1};
constexpr std::chrono::seconds longest_pause{60};
constexpr std::size_t most_reports = 10'000;  // if nobody takes them

}  // namespace

LampWatch::LampWatch(ReportStream& stream, Clock& clock, std::function<void()> on_news)
    : stream_(stream),
      clock_(clock),
      on_news_(std::move(on_news)),
      thread_([this](const std::stop_token& stop) { listen(stop); }) {}

LampWatch::~LampWatch() = default;

LampWatch::Heard LampWatch::take() {
  const std::lock_guard lock(mutex_);
  return std::exchange(heard_, {});
}

std::optional<Error> LampWatch::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void LampWatch::listen(const std::stop_token& stop) {
  std::chrono::seconds pause = first_pause;
  while (!stop.stop_requested()) {
    if (listen_once(stop)) pause = first_pause;
    clock_.sleep_until(clock_.now() + pause, stop);  // less where the clock is set
    pause = std::min(pause * 2, longest_pause);
  }
}

bool LampWatch::listen_once(const std::stop_token& stop) {
  StreamReader reader;
  bool spoke = false;
  const Result<void> ended = stream_.read(
      last_id_,
      [&](std::string_view bytes) {
        if (!std::exchange(spoke, true)) {
          const std::lock_guard lock(mutex_);
          trouble_.reset();
          heard_.may_have_missed = true;
          is_listening_ = true;
        }
        hear(reader.read(bytes));
      },
      stop);
  is_listening_ = false;
  const std::lock_guard lock(mutex_);
  heard_.may_have_missed = true;
  if (!ended) trouble_ = ended.error();
  return spoke;
}

void LampWatch::hear(const std::vector<StreamMessage>& messages) {
  bool is_news = false;
  for (const StreamMessage& message : messages) {
    last_id_ = message.id;
    const std::vector<LampReport> reports = read_reports(message.text);
    const std::lock_guard lock(mutex_);
    const bool fits = heard_.reports.size() + reports.size() <= most_reports;
    if (!fits) heard_ = {{}, true};
    heard_.reports.insert(heard_.reports.end(), reports.begin(), reports.end());
    is_news |= !reports.empty();
  }
  if (is_news && on_news_) on_news_();
}

namespace {

Address address_of(const Pairing& pairing) {
  const Result<Address> address = parse_address(pairing.address);
  require(address.has_value(), "the pairing must hold an address that can be read");
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
