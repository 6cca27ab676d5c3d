// SPDX-License-Identifier: Apache-2.0
#include "service/capture_service.h"

#include "config/secret_file.h"
#include "csv/store.h"
#include "documents/capture_health.h"
#include "state/store_mount.h"
#include "system/clocks.h"
#include "system/log.h"
#include "system/trim_heap.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <span>

namespace lamplighter::app {
namespace {

constexpr auto first_pause = std::chrono::seconds(1);
constexpr auto longest_retry = std::chrono::seconds(30);

/// Interval of reports while waiting, so that the watchdog and the page are updated.
constexpr auto longest_silence = std::chrono::seconds(5);

/// The message without the part that changes between attempts: how many rows wait.
std::string reason_of(const std::string& message) { return message.substr(0, message.find(';')); }

}  // namespace

Result<std::unique_ptr<CaptureService>> CaptureService::open(const Config& config, Clock& clock,
                                                             Rng rng) {
  std::unique_ptr<CaptureService> service(new CaptureService(config, clock, rng));
  const Result<void> begun = service->try_to_begin();
  if (begun) return service;
  const bool is_wrong = begun.error().fault == Fault::bad_input;
  const bool is_in_use =
      begun.error().fault == Fault::refused && csv::is_store_in_use(config.store.directory);
  if (is_wrong || is_in_use) return begun.error();
  return service;
}

Result<void> CaptureService::try_to_begin() {
  auto loop = CaptureLoop::open(config_, clock_, rng_);
  trouble_.clear();
  if (!loop) {
    const bool has_login = config_.sources.empty() || broker_login(config_.broker).has_value();
    trouble_ =
        (has_login ? "capture cannot write: " : "capture cannot start: ") + loop.error().message;
    return loop.error();
  }
  loop_ = *std::move(loop);
  return {};
}

Result<void> CaptureService::run(const std::stop_token& stop, const Calls& calls) {
  if (!loop_) wait_for_store(stop, calls);
  if (!loop_) return {};
  if (calls.on_reading) loop_->notify(calls.on_reading);
  loop_->report_to(calls.on_report);
  loop_->ask_service(calls.service_troubles);
  return loop_->run(stop, calls.alive);
}

void CaptureService::wait_for_store(const std::stop_token& stop, const Calls& calls) {
  log::warn("{}; retrying automatically", trouble_);
  open_teller();
  auto pause = first_pause;
  while (!loop_ && !stop.stop_requested()) {
    rest(pause, stop, calls);
    if (stop.stop_requested()) break;
    const std::string before = reason_of(trouble_);
    const Result<void> begun = try_to_begin();
    if (!begun && reason_of(trouble_) != before) log::warn("{}", trouble_);
    pause = std::min<std::chrono::seconds>(2 * pause, longest_retry);
  }
  if (teller_) teller_->close();
  teller_.reset();
}

/// Waits, and keeps reporting. Setting the clock back does not prolong it.
void CaptureService::rest(std::chrono::seconds pause, const std::stop_token& stop,
                          const Calls& calls) {
  const Instant until = clock_.now() + pause;
  report(calls);
  for (Instant now = clock_.now(); now < until && until - now <= pause; now = clock_.now()) {
    if (stop.stop_requested()) return;
    const auto wait = std::min<std::chrono::microseconds>(until - now, longest_silence);
    if (teller_) {
      teller_->receive(std::chrono::ceil<std::chrono::milliseconds>(wait), stop);
      teller_->acknowledge();
    } else {
      clock_.sleep_until(now + wait, stop);
    }
    if (calls.alive) calls.alive();
  }
}

/// If the broker's login is at fault, only the log and the page report it.
void CaptureService::open_teller() {
  if (config_.sources.empty()) return;
  Result<mqtt::Settings> settings = broker_login(config_.broker);
  if (!settings) return;
  settings->client_id = config_.broker.client_id + "-waiting";
  settings->will = mqtt::Will{topic_of_capture(config_.broker) + "/status", "offline", true};
  auto connection =
      mqtt::Connection::make(*settings, {{}, [this](bool) { report({}); }, {}}, clock_, rng_);
  if (connection) teller_ = *std::move(connection);
}

void CaptureService::report(const Calls& calls) {
  CaptureReport report{.at = clock_.now(),
                       .totals = {},
                       .storage_trouble = trouble_,
                       .sensors = {},
                       .rejections = {},
                       .unknown_sensors = {}};
  if (calls.service_troubles) report.service_troubles = calls.service_troubles();
  if (calls.on_report) calls.on_report(report);
  if (!teller_ || !teller_->is_connected()) return;
  const std::string topic = topic_of_capture(config_.broker);
  static_cast<void>(teller_->publish(topic + "/status", "online", mqtt::Kept::yes));
  static_cast<void>(teller_->publish(topic + "/health", format_health(report), mqtt::Kept::yes));
}

namespace {

constexpr auto longest_wait = std::chrono::seconds(5);
constexpr auto retry_pause = std::chrono::seconds(1);
constexpr auto look_pause = std::chrono::seconds(5);
constexpr auto health_pause = std::chrono::seconds(60);
constexpr auto import_pause = std::chrono::minutes(10);
constexpr auto gather_time = std::chrono::milliseconds(100);

/// Whether it is time; a clock that was set back does not delay it by more than `pause`.
bool is_time(Instant now, Instant next, std::chrono::seconds pause) {
  return now >= next || next - now > pause;
}

}  // namespace

Result<std::unique_ptr<CaptureLoop>> CaptureLoop::open(const Config& config, Clock& clock,
                                                       Rng rng) {
  Result<CaptureSettings> settings = capture_settings(config);
  if (!settings) return settings.error();
  std::unique_ptr<CaptureLoop> loop(new CaptureLoop(clock, config));
  loop->has_homes_ = settings->has_homes;
  if (Result<void> opened = loop->open_store(config); !opened) return opened.error();
  const std::vector<std::string> filters = subscriptions(*settings);
  loop->capture_.emplace(*std::move(settings), *loop->rows_, *loop->journal_);
  const Result<std::size_t> restored = loop->capture_->begin(clock.now());
  if (!restored) return restored.error();
  if (*restored > 0) {
    log::info("{} rows that an earlier capture had received were missing in their files; added",
              *restored);
  }
  for (const std::string& repair : loop->rows_->take_repairs()) log::warn("{}", repair);
  for (const std::string& damage : loop->journal_->damage) log::warn("{}", damage);
  if (!filters.empty()) {
    if (Result<void> made = loop->open_connection(config, rng); !made) return made.error();
    for (const std::string& filter : filters) loop->connection_->subscribe(filter);
    log::info("capturing {} into {}", fmt::join(filters, ", "), config.store.directory);
  }
  if (loop->connection_) loop->news_.notify([raw = loop.get()] { raw->connection_->wake(); });
  if (learns_from_bridge(config)) {
    if (Result<void> made = loop->open_bridge_source(config); !made) return made.error();
    log::info("capturing the lamps of the bridge into {}", config.store.directory);
  }
  if (learns_from_home_assistant(config)) {
    loop->open_home_assistant_source(config);
    log::info("capturing what Home Assistant reports into {}", config.store.directory);
  }
  return loop;
}

CaptureLoop::~CaptureLoop() { news_.notify(nullptr); }

namespace {

/// The newest row of a room; empty if there is none.
std::optional<Change> last_change(const std::string& store, const RoomName& room, Instant now) {
  constexpr auto tomorrow = std::chrono::hours(24);
  const auto stored = csv::read_stored_changes(store, room, now, now + tomorrow);
  if (!stored || stored->rows.changes.empty()) return std::nullopt;
  return stored->rows.changes.back();
}

}  // namespace

/// Everything stored in these rows was received, so a source is queried only for later reports.
std::optional<SourceMark> CaptureLoop::recall(const std::string& source, std::string_view prefix,
                                              const std::set<RoomName>& rooms) {
  const Result<SourceMark> written = read_mark(store_, source);
  std::optional<SourceMark> from = written ? std::optional(*written) : std::nullopt;
  if (!written && written.error().fault != Fault::not_found)
    log::warn("{}", written.error().message);
  for (const RoomName& room : rooms) {
    const auto last = last_change(store_, room, clock_.now());
    if (!last) continue;
    capture_->recall(*last, prefix);
    if (!from) from = SourceMark{last->at};
    from->at = std::max(from->at, last->at);
  }
  if (from) from->at = std::min(from->at, clock_.now());  // the clock may have been set back
  return from;
}

Result<void> CaptureLoop::open_bridge_source(const Config& config) {
  const Result<std::vector<hue::RoomLamps>> lamps = room_lamps(config);
  if (!lamps) return lamps.error();
  std::set<RoomName> rooms;
  for (const hue::RoomLamps& room : *lamps) rooms.insert(room.room);
  const std::optional<SourceMark> from = recall("bridge", bridge_source, rooms);
  auto source = BridgeSource::open(config, clock_, news_, from);
  if (!source) return source.error();
  bridge_ = *std::move(source);
  return {};
}

void CaptureLoop::open_home_assistant_source(const Config& config) {
  std::set<RoomName> rooms;
  for (const auto& [entity, of] : watched_entities(config).lamps)
    rooms.insert(of.begin(), of.end());
  const auto from = recall(home_assistant_source, home_assistant::news_prefix, rooms);
  home_assistant_ = std::make_unique<HomeAssistantSource>(
      config, clock_, news_, from ? std::optional(from->at) : std::nullopt);
}

Result<void> CaptureLoop::open_store(const Config& config) {
  const std::string& directory = config.store.directory;
  if (Result<void> mounted = check_store_is_mounted(directory); !mounted) return mounted;
  Result<csv::Store> store =
      csv::Store::open(directory, has_homes_ ? csv::limits_of_homes : csv::StoreLimits{});
  if (!store) return store.error();
  rows_ = std::make_unique<StoreRows>(*std::move(store), directory, has_homes_);
  Result<std::unique_ptr<Journal>> journal =
      Journal::open(directory, has_homes_ ? Journal::bytes_for_homes : Journal::usual_bytes);
  if (!journal) return journal.error();
  journal_ = *std::move(journal);
  return {};
}

Result<void> CaptureLoop::open_connection(const Config& config, Rng rng) {
  Result<mqtt::Settings> settings = broker_login(config.broker);
  if (!settings) return settings.error();
  settings->client_id = config.broker.client_id;
  settings->share = config.broker.share;
  settings->keep_session = true;
  settings->will = mqtt::Will{topic_ + "/status", "offline", true};
  auto connection = mqtt::Connection::make(
      *settings,
      {[this](const mqtt::Arrival& arrival) { arrived(arrival); },
       [this](bool resumed) { connected(resumed); },
       [this](const Error& error) { say_trouble(broker_trouble_, error, "connected"); }},
      clock_, rng);
  if (!connection) return connection.error();
  connection_ = *std::move(connection);
  return {};
}

Result<void> CaptureLoop::run(const std::stop_token& stop, const std::function<void()>& alive) {
  while (!stop.stop_requested()) {
    turn(stop);
    if (alive) alive();
  }
  if (bridge_) bridge_->stop();
  if (home_assistant_) home_assistant_->stop();
  take_news();
  Result<void> finished = capture_->finish();
  if (finished) write_mark();
  publish_health();
  publish(topic_ + "/status", "offline");
  if (finished) acknowledge();
  if (connection_) connection_->close();
  return finished;
}

/// One batch: receive it, make it durable, acknowledge it.
void CaptureLoop::turn(const std::stop_token& stop) {
  if (capture_->is_full()) {
    rest(stop);
  } else {
    listen(stop);
    take_news();
  }
  const Result<void> committed = capture_->commit();
  say_trouble(journal_trouble_, committed, "the journal can be written again");
  if (committed) {
    write_mark();
    acknowledge();
  } else {
    rest(stop);
  }
  const std::string before = store_trouble_;
  say_trouble(store_trouble_, capture_->flush_due(clock_.now()), "rows can be written again");
  if (store_trouble_ != before) publish_health();
  look_after();
}

void CaptureLoop::listen(const std::stop_token& stop) {
  if (!connection_) return news_.wait(longest_wait, stop);
  connection_->receive(longest_wait, stop);
  if (has_homes_) gather(stop);
}

/// Everything that arrives in the next tenth of a second is one batch: each batch costs one sync of
/// the disk, and many homes send hundreds of messages per second.
void CaptureLoop::gather(const std::stop_token& stop) {
  using Steady = std::chrono::steady_clock;
  const auto until = Steady::now() + gather_time;
  for (auto now = Steady::now(); now < until && !stop.stop_requested() && !capture_->is_full();
       now = Steady::now())
    connection_->receive(std::chrono::ceil<std::chrono::milliseconds>(until - now), stop);
}

void CaptureLoop::rest(const std::stop_token& stop) {
  if (connection_) return connection_->rest(retry_pause, stop);
  SystemClock real;
  real.sleep_until(real.now() + retry_pause, stop);
}

void CaptureLoop::acknowledge() {
  if (connection_) connection_->acknowledge();
}

void CaptureLoop::take_news() {
  for (const SourceNews& news : news_.take()) {
    capture_->take(news, clock_.now());
    if (const auto* mark = std::get_if<SourceMark>(&news)) marks_[mark->source] = *mark;
  }
}

/// Only after everything it covers is on the disk.
void CaptureLoop::write_mark() {
  for (const auto& [source, mark] : std::exchange(marks_, {})) app::write_mark(store_, mark);
}

void CaptureLoop::publish(const std::string& topic, const std::string& payload) {
  if (connection_) static_cast<void>(connection_->publish(topic, payload, mqtt::Kept::yes));
}

void CaptureLoop::connected(bool resumed) {
  say_trouble(broker_trouble_, {}, "connected");
  log::info("the broker {}", resumed ? "has kept the session and its queued messages"
                                     : "has started a new MQTT session");
  capture_->connected(resumed, clock_.now());
  publish(topic_ + "/status", "online");
  publish_health();
  trim_heap();
}

void CaptureLoop::arrived(const mqtt::Arrival& arrival) {
  const std::optional<Rejection> why =
      capture_->take(arrival.message, {arrival.packet_id, arrival.is_repeat});
  if (!why || *why == Rejection::not_a_reading || *why == Rejection::retained) return;
  if (!budget_.allows(arrival.message.arrived)) return;
  log::warn("{} on {}: {}", to_string(*why), printable(arrival.message.topic),
            printable(arrival.message.payload));
}

namespace {

/// With many homes, thousands may fall silent at once, when their broker does.
void log_sensors(const std::vector<std::string>& silent, const std::vector<std::string>& heard) {
  constexpr std::size_t most_named = 20;
  const auto first = [&](const std::vector<std::string>& names) {
    return std::span(names).first(std::min(names.size(), most_named));
  };
  for (const std::string& sensor : first(silent)) {
    log::warn("sensor {}: silent for longer than usual; check its battery, Wi-Fi and wires",
              printable(sensor));
  }
  if (silent.size() > most_named)
    log::warn("{} more sensors are silent", silent.size() - most_named);
  for (const std::string& sensor : first(heard))
    log::info("sensor {}: heard again", printable(sensor));
  if (heard.size() > most_named)
    log::info("{} more sensors are heard again", heard.size() - most_named);
}

}  // namespace

/// Periodic work, every few seconds: silent sensors, delayed log lines, repairs, the health report.
void CaptureLoop::look_after() {
  const Instant now = clock_.now();
  if (!is_time(now, next_look_, look_pause)) return;
  next_look_ = now + look_pause;
  look_after_sources();
  complete_imports();
  const auto silent = capture_->newly_silent(now);
  const auto heard = capture_->newly_heard();
  if (on_report_) on_report_(report(now));
  log_sensors(silent, heard);
  for (const std::string& repair : rows_->take_repairs()) log::warn("{}", repair);
  if (const std::uint64_t suppressed = budget_.take_suppressed(); suppressed > 0) {
    log::warn("{} more messages were not stored; {}/health counts them", suppressed, topic_);
  }
  const bool is_news =
      !silent.empty() || !heard.empty() || report(now).service_troubles != reported_troubles_;
  if (!is_news && !is_time(now, next_health_, health_pause)) return;
  publish_health();
}

void CaptureLoop::look_after_sources() {
  const auto look_after = [&](std::string& last, const std::string& name,
                              const std::string& trouble) {
    const Result<void> is_well =
        trouble.empty() ? Result<void>() : Error{Fault::unavailable, name + ": " + trouble};
    say_trouble(last, is_well, (name + ": listening").c_str());
  };
  if (bridge_) look_after(bridge_trouble_, "bridge", bridge_->report().trouble);
  if (home_assistant_)
    look_after(home_assistant_trouble_, "Home Assistant", home_assistant_->report().trouble);
}

/// Completes imports that are left for this process, because it holds the store. A failed import is
/// retried later, because each attempt looks up all of its rows.
void CaptureLoop::complete_imports() {
  const Instant now = clock_.now();
  if (!is_time(now, next_import_, import_pause)) return;
  const auto completed = rows_->complete_imports();
  const auto is_well = completed ? Result<void>() : completed.error();
  say_trouble(import_trouble_, is_well, "imports can be completed again");
  if (!completed) {
    next_import_ = now + import_pause;
    return;
  }
  for (const std::string& name : *completed) log::info("{}: its rows are in the store", name);
}

void CaptureLoop::publish_health() {
  const Instant now = clock_.now();
  next_health_ = now + health_pause;
  const CaptureReport health = report(now);
  reported_troubles_ = health.service_troubles;
  publish(topic_ + "/health", format_health(health));
  if (on_report_) on_report_(health);
}

CaptureReport CaptureLoop::report(Instant now) const {
  CaptureReport report = capture_->report(now);
  if (!journal_trouble_.empty()) report.storage_trouble = journal_trouble_;
  if (service_troubles_) report.service_troubles = service_troubles_();
  if (bridge_) report.sources.push_back(bridge_->report());
  if (home_assistant_) report.sources.push_back(home_assistant_->report());
  return report;
}

/// Logs each problem once, and its end. The part after a semicolon may change meanwhile: how many
/// rows wait.
void CaptureLoop::say_trouble(std::string& last, const Result<void>& result,
                              const char* recovered) {
  const std::string message = result ? "" : result.error().message;
  const std::string trouble = message.substr(0, message.find(';'));
  if (trouble == last) return;
  if (message.empty()) {
    log::info("{}", recovered);
  } else {
    log::warn("{}", message);
  }
  last = trouble;
}

std::string topic_of_capture(const BrokerConfig& broker) {
  if (broker.share.empty()) return broker.topic;
  std::string worker = broker.client_id;
  for (char& c : worker)
    if (c == '/' || c == '+' || c == '#') c = '_';
  return broker.topic + "/workers/" + worker;
}

namespace {

/// Whether a room without a sensor of its own is learned from the reports of its lamps.
bool lamps_report_it(const Config& config, const RoomConfig& room) {
  const Result<SortedLamps> lamps = sort_lamps(room, config.lamp_topics);
  if (!lamps || room.sensor.text() != room.name.text()) return false;
  return (!lamps->at_bridge.empty() && learns_from_bridge(config)) ||
         (!lamps->entities.empty() && learns_from_home_assistant(config));
}

}  // namespace

Result<CaptureSettings> capture_settings(const Config& config) {
  CaptureSettings settings;
  for (const SourceConfig& one : config.sources) {
    Result<Source> source = source_of(one);
    if (!source) return with_context(config.path, source.error());
    const auto most_unknown = static_cast<std::size_t>(one.accept_limit);
    settings.has_homes = settings.has_homes || source->has_homes();
    settings.sources.push_back({*std::move(source), one.accept_any ? most_unknown : 0,
                                static_cast<std::size_t>(one.home_limit)});
    if (!one.sensor.empty()) settings.sensors.insert(one.sensor);
    if (!one.room.empty()) settings.rooms.insert(one.room);
  }
  if (!captures(config)) {
    return Error{
        Fault::bad_input,
        fmt::format("{}: nothing to capture; add [hue] with the key_file of a bridge and the "
                    "lamps of each [[room]], or a [[source]] with topic and format, as "
                    "docs/operating.md shows",
                    config.path)};
  }
  for (const RoomConfig& room : config.rooms) {
    settings.rooms.insert(room.name.text());
    const bool is_assisted = sensor_entity(room).has_value();
    if (is_assisted) settings.sensors_on_change.insert(room.sensor.text());
    const bool is_at_bridge = sensor_at_bridge(room.sensor).has_value();
    if (is_at_bridge && !learns_from_bridge(config)) continue;
    if (is_at_bridge) settings.sensors_on_change.insert(room.sensor.text());
    if (is_at_bridge || is_assisted || !config.sources.empty())
      settings.sensors.insert(room.sensor.text());
    if (lamps_report_it(config, room)) settings.optional_sensors.insert(room.sensor.text());
  }
  return settings;
}

std::vector<std::string> subscriptions(const CaptureSettings& settings) {
  std::vector<std::string> filters;
  for (const CaptureSource& source : settings.sources) {
    for (const std::string& filter : source.source.filters()) {
      const auto covered = [&](const std::string& wide) { return covers(wide, filter); };
      if (std::any_of(filters.begin(), filters.end(), covered)) continue;
      std::erase_if(filters, [&](const std::string& narrow) { return covers(filter, narrow); });
      filters.push_back(filter);
    }
  }
  return filters;
}

}  // namespace lamplighter::app
