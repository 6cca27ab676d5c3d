// SPDX-License-Identifier: Apache-2.0
#include "hue/event_stream.h"

#include "core/require.h"
#include "hue/transport.h"
#include "hue/v2.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <utility>

namespace lamplighter::hue {
namespace {

using Json = nlohmann::json;

void read_light(const Json& resource, LampReport& report) {
  if (const std::optional<bool> on = on_of(resource)) report.to = *on ? OnOff::on : OnOff::off;
  report.brightness = brightness_of(resource);
  if (const Json* temperature = member(resource, "color_temperature"))
    report.mirek = integer_of(*temperature, "mirek", 1, 2000);
  if (const Json* colour = member(resource, "color")) report.xy = xy_of(*colour, "xy");
}

void read_level(const Json& resource, LampReport& report) {
  const LightLevel level = light_level_of(resource);
  report.lux = level.lux;
  report.is_valid = level.is_valid;
  if (level.changed) report.changed_at = level.changed;
}

/// Whether an update of this resource type can change the lamps of a room, or their names.
bool makes_the_house(const std::string& type) {
  return type == "room" || type == "zone" || type == "device" || type == "light" ||
         type == "light_level";
}

std::optional<LampReport> read_report(const Json& resource,
                                      const std::optional<Instant>& changed_at) {
  const std::string type = text_of(resource, "type").value_or("");
  LampReport report;
  report.changed_at = changed_at;
  report.id = text_of(resource, "id").value_or("");
  if (type == "light" || type == "grouped_light") {
    report.kind = type == "light" ? LampReport::Kind::lamp : LampReport::Kind::group;
    read_light(resource, report);
  } else if (type == "zigbee_connectivity") {
    report.kind = LampReport::Kind::device;
    const std::optional<std::string> status = text_of(resource, "status");
    report.id = rid_of(resource, "owner").value_or("");
    if (status) report.reachable = *status == "connected";
  } else if (type == "light_level") {
    report.kind = LampReport::Kind::sensor;
    read_level(resource, report);
  } else if (makes_the_house(type)) {
    report.kind = LampReport::Kind::house;
  }
  const bool says_something = report.to || report.brightness || report.reachable || report.mirek ||
                              report.xy || report.lux || report.is_valid ||
                              report.kind == LampReport::Kind::house;
  if (!says_something || !is_token(report.id)) return std::nullopt;
  return report;
}

/// A resource that was added or removed.
std::optional<LampReport> read_arrival(const Json& resource,
                                       const std::optional<Instant>& changed_at) {
  LampReport report;
  report.kind = LampReport::Kind::house;
  report.changed_at = changed_at;
  report.id = text_of(resource, "id").value_or("");
  if (!makes_the_house(text_of(resource, "type").value_or("")) || !is_token(report.id))
    return std::nullopt;
  return report;
}

}  // namespace

std::vector<LampReport> read_reports(const std::string& text) {
  std::vector<LampReport> reports;
  const Json containers = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!containers.is_array()) return reports;
  for (const Json& container : containers) {
    const Json* resources = member(container, "data");
    const std::string type = text_of(container, "type").value_or("");
    if (resources == nullptr || !resources->is_array()) continue;
    if (type != "update" && type != "add" && type != "delete") continue;
    const std::optional<Instant> changed_at = instant_of(container, "creationtime");
    for (const Json& resource : *resources) {
      auto report =
          type == "update" ? read_report(resource, changed_at) : read_arrival(resource, changed_at);
      if (report) reports.push_back(*std::move(report));
    }
  }
  return reports;
}

void take_report(BridgeLamp& lamp, const LampReport& report) {
  if (report.to) lamp.on = *report.to == OnOff::on;
  if (report.brightness) lamp.brightness = report.brightness;
  if (report.mirek) {
    lamp.mirek = report.mirek;
    lamp.xy.reset();
  } else if (report.xy) {
    lamp.xy = report.xy;
    lamp.mirek.reset();
  }
}

namespace {

constexpr std::chrono::seconds first_pause{1};
constexpr std::chrono::seconds longest_pause{30};
constexpr std::size_t most_reports = 10'000;  // if `take` is not called

}  // namespace

LampWatch::LampWatch(ReportStream& stream, Clock& clock, std::function<void()> on_news,
                     WatchSettings settings)
    : stream_(stream),
      clock_(clock),
      on_news_(std::move(on_news)),
      settings_(std::move(settings)),
      heard_{.position = settings_.last_id},
      last_id_(settings_.last_id),
      thread_([this](const std::stop_token& stop) { listen(stop); }) {}

LampWatch::~LampWatch() = default;

LampWatch::Heard LampWatch::take() {
  const std::lock_guard lock(mutex_);
  Heard heard = std::exchange(heard_, {});
  heard_.position = heard.position;
  if (is_listening_) heard.until = std::max(last_bytes_, clock_.now() - settings_.dead_after);
  return heard;
}

std::optional<Error> LampWatch::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void LampWatch::listen(const std::stop_token& stop) {
  std::chrono::seconds pause = first_pause;
  while (!stop.stop_requested()) {
    if (listen_once(stop)) pause = first_pause;
    clock_.sleep_until(clock_.now() + pause, stop);  // shorter if the clock is set
    pause = std::min(pause * 2, longest_pause);
  }
}

bool LampWatch::listen_once(const std::stop_token& stop) {
  http::StreamReader reader;
  bool spoke = false;
  const Result<void> ended = stream_.read(
      last_id_,
      [&](std::string_view bytes) {
        if (!std::exchange(spoke, true)) begin_to_listen();
        hear(reader.read(bytes));
      },
      stop);
  const std::lock_guard lock(mutex_);
  is_listening_ = false;
  heard_.may_have_missed = true;
  if (spoke) sure_ = sure_until(clock_.now());
  if (!ended) trouble_ = ended.error();
  return spoke;
}

void LampWatch::begin_to_listen() {
  {
    const std::lock_guard lock(mutex_);
    trouble_.reset();
    heard_.may_have_missed = true;
    is_listening_ = true;
    last_bytes_ = clock_.now();
    LampReport missed;
    missed.kind = LampReport::Kind::missed;
    missed.since = sure_;
    missed.heard = last_bytes_;
    heard_.reports.push_back(missed);
  }
  if (on_news_) on_news_();
}

/// Until when the reports of a stream that has just ended are complete. Requires: mutex_ is held.
Instant LampWatch::sure_until(Instant now) const {
  const bool was_given_up = now - last_bytes_ >= settings_.quiet;
  return was_given_up ? now : std::max(last_bytes_, now - settings_.dead_after);
}

void LampWatch::hear(const std::vector<http::StreamMessage>& messages) {
  bool is_news = false;
  const Instant now = clock_.now();
  for (const http::StreamMessage& message : messages) {
    last_id_ = message.id;
    std::vector<LampReport> reports = read_reports(message.text);
    for (LampReport& report : reports) report.heard = now;
    const std::lock_guard lock(mutex_);
    const bool fits = heard_.reports.size() + reports.size() <= most_reports;
    if (!fits) drop_reports(now);
    heard_.reports.insert(heard_.reports.end(), reports.begin(), reports.end());
    heard_.position = last_id_;
    is_news |= !reports.empty();
  }
  {
    const std::lock_guard lock(mutex_);
    last_bytes_ = now;
  }
  if (is_news && on_news_) on_news_();
}

/// Drops reports that were not taken. Requires: mutex_ is held.
void LampWatch::drop_reports(Instant now) {
  LampReport missed;
  missed.kind = LampReport::Kind::missed;
  const LampReport& first = heard_.reports.front();
  missed.since = first.kind == LampReport::Kind::missed ? first.since : first.heard;
  missed.heard = now;
  heard_.reports = {missed};
  heard_.may_have_missed = true;
}

namespace {

Address address_of(const Pairing& pairing) {
  const Result<Address> address = parse_address(pairing.address);
  require(address.has_value(), "the pairing must hold an address that can be read");
  return *address;
}

}  // namespace

BridgeStream::BridgeStream(const Pairing& pairing, const std::string& authorities,
                           const Clock& clock, const http::Limits& limits)
    : pairing_(pairing),
      transport_(address_of(pairing), Trust{pairing.bridge_id, authorities, pairing.pin}, clock,
                 limits) {}

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
