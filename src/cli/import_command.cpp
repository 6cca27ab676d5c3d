// SPDX-License-Identifier: Apache-2.0
#include "analysis/changes.h"
#include "cli/program.h"
#include "config/config.h"
#include "csv/daily_file.h"
#include "csv/import_record.h"
#include "csv/store.h"
#include "detection/reporting.h"
#include "home_assistant/history.h"
#include "home_assistant/recorder_file.h"
#include "importing/missing_rows.h"
#include "importing/table.h"
#include "lamps/house_lamps.h"
#include "observer/evaluation.h"
#include "system/clocks.h"
#include "system/log.h"
#include "system/signals.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>
#include <optional>
#include <utility>

namespace lamplighter::app {
namespace {

struct ImportOptions {
  std::vector<std::string> files;
  bool home_assistant = false;
  int days = 10;
  std::string recorder;
  std::string undo;
  std::string room;
  std::vector<std::string> entities;  // ID=ROOM or ID
  std::string config;
  std::string store;
  std::string zone;
  std::string separator;
  std::string decimal;
  std::string dates;
  std::string kind;
  std::string unavailable;
  TableOptions table;
  bool dry_run = false;
};

/// Where rows go, from the config and the flags.
struct Destination {
  Config config;
  TimeZone zone;
};

Result<Destination> destination_of(const ImportOptions& options) {
  Result<Config> config = load_config(config_path(options.config));
  const bool may_be_missing = options.config.empty() && !options.store.empty();
  if (!config && config.error().fault == Fault::not_found && may_be_missing) config = Config{};
  if (!config) return config.error();
  if (!options.store.empty()) config->store.directory = options.store;
  const std::string& zone = options.zone.empty() ? config->home.time_zone : options.zone;
  Result<TimeZone> found = TimeZone::find(zone.empty() ? "UTC" : zone);
  if (!found) return found.error();
  return Destination{*std::move(config), *std::move(found)};
}

/// A room of the config; without a config every name is a room, and its sensor has the same name.
Result<RoomConfig> destination_room(const Config& config, const std::string& name) {
  if (!config.path.empty()) return room_of(config, RoomName(name));
  RoomConfig room;
  room.name = RoomName(name);
  room.sensor = SensorId(name);
  return room;
}

/// The room of each series that was requested by name.
using RoomsByName = std::map<std::string, std::string>;

Result<RoomsByName> rooms_by_name(const ImportOptions& options) {
  RoomsByName rooms;
  for (const std::string& entity : options.entities) {
    const std::size_t equals = entity.rfind('=');
    const bool has_room = equals != std::string::npos;
    const std::string room = has_room ? entity.substr(equals + 1) : options.room;
    if (room.empty()) {
      return Error{Fault::bad_input,
                   fmt::format("--entity {0}: add the room, as --entity {0}=ROOM", entity)};
    }
    rooms[entity.substr(0, equals)] = room;
  }
  return rooms;
}

/// Everything that was read, before anything is written.
struct Gathered {
  std::map<std::string, ForeignSeries> named;
  std::optional<Instant> until;  ///< the state of lamps after this is unknown
};

void add_series(Gathered& gathered, std::string name, ForeignSeries series) {
  ForeignSeries& all =
      gathered.named.try_emplace(std::move(name), ForeignSeries{series.kind}).first->second;
  all.light.insert(all.light.end(), series.light.begin(), series.light.end());
  all.states.insert(all.states.end(), series.states.begin(), series.states.end());
  settle(all);
}

void print_table(const std::string& file, const ForeignTable& table) {
  std::int64_t taken = table.rows - table.doubles;
  for (const LeftOutRows& rows : table.left_out) taken -= rows.rows;
  fmt::print("  {} of {} rows taken\n", taken, table.rows);
  for (std::size_t i = 0; i < left_out_count; ++i) {
    const LeftOutRows& rows = table.left_out[i];
    if (rows.rows == 0) continue;
    const std::string where = rows.line > 0 ? fmt::format("; first at {}:{}", file, rows.line) : "";
    fmt::print("  {} left out: {}{}\n", rows.rows, to_string(static_cast<LeftOut>(i)), where);
  }
  if (table.doubles > 0)
    fmt::print("  {} left out: the same time and value again\n", table.doubles);
  if (table.late_rows > 0)
    fmt::print("  {} earlier than a row above: sorted in\n", table.late_rows);
}

/// Enough lines to recognise the format of a table.
Result<std::string> read_head(csv::LineReader& lines) {
  constexpr std::size_t enough = std::size_t{64} * 1024;
  std::string head;
  while (head.size() < enough) {
    const Result<std::string_view> block = lines.next(1);
    if (!block) return block.error();
    if (block->empty()) {
      head += lines.tail();
      break;
    }
    head += *block;
  }
  return head;
}

Result<void> read_table(const std::string& file, const TableOptions& options, Gathered& gathered) {
  Result<csv::LineReader> lines = csv::LineReader::open(file);
  if (!lines) return lines.error();
  const Result<std::string> head = read_head(*lines);
  if (!head) return head.error();
  Result<TableForm> form = recognise_table(file, *head, options);
  if (!form) return form.error();
  fmt::print("{}: {}\n", file, form->about());
  TableReader reader(file, *std::move(form), options);
  if (auto taken = reader.take(*head); !taken) return taken;
  const bool is_whole = head->empty() || head->back() == '\n';
  while (is_whole) {
    const Result<std::string_view> block = lines->next(reader.line());
    if (!block) return block.error();
    const bool at_end = block->empty();
    if (auto taken = reader.take(at_end ? lines->tail() : *block); !taken) return taken;
    if (at_end) break;
  }
  Result<ForeignTable> table = std::move(reader).finish();
  if (!table) return table.error();
  print_table(file, *table);
  for (auto& [name, series] : table->named) add_series(gathered, name, std::move(series));
  if (table->last) gathered.until = std::max(gathered.until.value_or(*table->last), *table->last);
  return {};
}

Result<Gathered> read_files(const ImportOptions& options, const Destination& to) {
  TableOptions table = options.table;
  if (!options.zone.empty() || !to.config.home.time_zone.empty()) table.zone = to.zone;
  if (!options.separator.empty())
    table.separator = options.separator == "tab" ? '\t' : options.separator.front();
  if (!options.decimal.empty()) table.decimal = options.decimal == "comma" ? ',' : '.';
  if (options.dates == "day-first") table.dates = DateOrder::day_first;
  if (options.dates == "month-first") table.dates = DateOrder::month_first;
  if (options.kind == "light") table.kind = ForeignKind::light;
  if (options.kind == "on-off") table.kind = ForeignKind::on_off;
  if (options.unavailable == "off") table.unavailable = LampState::off;
  Gathered gathered;
  for (const std::string& file : options.files) {
    if (auto read = read_table(file, table, gathered); !read) return read.error();
  }
  return gathered;
}

/// From --unavailable, otherwise from [home_assistant].
LampState unavailable_of(const ImportOptions& options, const Config& config) {
  const bool is_off = options.unavailable.empty() ? config.home_assistant.unavailable_is_off
                                                  : options.unavailable == "off";
  return is_off ? LampState::off : LampState::unknown;
}

/// The entities named by the flags, and those of the config's lamps.
Result<RoomsByName> wanted_entities(const ImportOptions& options, const Config& config) {
  Result<RoomsByName> rooms = rooms_by_name(options);
  if (!rooms) return rooms;
  for (const RoomConfig& room : config.rooms) {
    if (!options.room.empty() && room.name.text() != options.room) continue;
    const Result<SortedLamps> lamps = sort_lamps(room, config.lamp_topics);
    if (!lamps) return lamps.error();
    for (const std::string& entity : lamps->entities) rooms->try_emplace(entity, room.name.text());
    if (const auto sensor = sensor_entity(room)) rooms->try_emplace(*sensor, room.name.text());
  }
  for (const auto& [entity, room] : *rooms) {
    if (!home_assistant::is_entity_id(entity)) {
      return Error{Fault::bad_input,
                   fmt::format("--entity {}: not an entity's id; it is written as light.desk or "
                               "sensor.desk_illuminance",
                               entity)};
    }
  }
  return rooms;
}

Error name_entities(const std::vector<std::string>& candidates) {
  constexpr std::size_t most = 40;
  if (candidates.empty()) {
    return {Fault::not_found,
            "Home Assistant has neither lamps nor light sensors; nothing to import"};
  }
  std::string list;
  for (std::size_t i = 0; i < std::min(most, candidates.size()); ++i)
    list += (i == 0 ? "" : ", ") + candidates[i];
  if (candidates.size() > most) list += fmt::format(" and {} more", candidates.size() - most);
  return {Fault::bad_input,
          fmt::format("no entities given; Home Assistant has {}; name each with its room, as "
                      "--entity {}=ROOM",
                      list, candidates.front())};
}

/// The requested names: the entities of rooms, and the persons of the config.
std::vector<std::string> names_in(const RoomsByName& rooms, const Config& config) {
  std::vector<std::string> names = config.away.persons;
  for (const auto& [name, room] : rooms) names.push_back(name);
  return names;
}

Result<Gathered> read_home_assistant(const ImportOptions& options, const RoomsByName& rooms,
                                     const Config& config) {
  const Signals signals;
  const auto client =
      open_home_assistant(config.home_assistant, home_assistant::history_limits, signals.token());
  if (!client) return client.error();
  if (rooms.empty()) {
    const auto states = (*client)->send(home_assistant::states_request());
    if (!states) return states.error();
    const auto candidates = home_assistant::read_candidates(*states);
    return candidates ? name_entities(*candidates) : candidates.error();
  }
  const Instant now = SystemClock().now();
  const Instant from = std::chrono::floor<std::chrono::days>(now - std::chrono::days(options.days));
  std::unique_ptr<Progress> progress;
  auto pasts = home_assistant::fetch_history(
      **client, names_in(rooms, config), from, now, unavailable_of(options, config),
      [&](std::size_t piece, std::size_t pieces) {
        if (!progress) progress = std::make_unique<Progress>("reading", pieces);
        progress->at(piece, "Home Assistant's history");
      });
  progress.reset();
  if (!pasts) return pasts.error();
  // Until the last full hour, so that repeating the import adds nothing.
  Gathered gathered{*std::move(pasts), std::chrono::floor<std::chrono::hours>(now)};
  for (const auto& [name, series] : gathered.named) {
    if (!series.states.empty()) gathered.until = std::max(*gathered.until, series.states.back().at);
  }
  return gathered;
}

Result<Gathered> read_recorder(const ImportOptions& options, const RoomsByName& rooms,
                               const Config& config) {
  auto file = home_assistant::RecorderFile::open(options.recorder);
  if (!file) return file.error();
  if (rooms.empty()) {
    const auto candidates = file->candidates();
    return candidates ? name_entities(*candidates) : candidates.error();
  }
  Gathered gathered;
  const std::vector<std::string> names = names_in(rooms, config);
  Progress progress("reading", names.size());
  std::size_t step = 0;
  for (const std::string& entity : names) {
    progress.at(step++, entity);
    auto series = file->read(entity, unavailable_of(options, config));
    if (!series) return series.error();
    if (series->size() > 0) gathered.named.emplace(entity, *std::move(series));
  }
  const auto last = file->last();
  if (!last) return last.error();
  gathered.until = *last;
  return gathered;
}

/// The series for a room if only the room is given: at most one light sensor and one lamp.
Result<RoomsByName> all_for_one_room(const Gathered& gathered, const std::string& room) {
  RoomsByName rooms;
  for (const ForeignKind kind : {ForeignKind::light, ForeignKind::on_off}) {
    std::vector<std::string> names;
    for (const auto& [name, series] : gathered.named) {
      if (series.kind == kind && !is_person(name)) names.push_back(name);
    }
    if (names.size() > 1) {
      return Error{Fault::bad_input,
                   fmt::format("several {} at once: {}; choose with --entity, as --entity {}={}",
                               kind == ForeignKind::light ? "sensors" : "lamps",
                               fmt::join(names, ", "), names.front(), room)};
    }
    for (const std::string& name : names) rooms[name] = room;
  }
  return rooms;
}

/// The imported data of one room.
struct RoomImport {
  RoomConfig room;
  std::vector<Sample<Lux>> light;
  std::vector<LampPast> lamps;
};

Result<std::vector<RoomImport>> sort_by_room(Gathered& gathered, const RoomsByName& rooms,
                                             const Config& config) {
  std::map<std::string, RoomImport> sorted;
  for (const auto& [name, room] : rooms) {
    const auto series = gathered.named.find(name);
    if (series == gathered.named.end()) {
      fmt::print(stderr, "note: {}: nothing of it; it is left out\n", name);
      continue;
    }
    const Result<RoomConfig> there = destination_room(config, room);
    if (!there) return there.error();
    RoomImport& import = sorted[room];
    import.room = *there;
    if (series->second.kind == ForeignKind::on_off) {
      import.lamps.push_back(std::move(series->second.states));
    } else if (import.light.empty()) {
      import.light = std::move(series->second.light);
    } else {
      return Error{Fault::bad_input,
                   fmt::format("room {}: two light sensors; import one of them", room)};
    }
  }
  std::vector<RoomImport> imports;
  for (auto& [name, import] : sorted) imports.push_back(std::move(import));
  if (imports.empty()) {
    return Error{Fault::not_found, "nothing to import: none of what was asked for has a row"};
  }
  return imports;
}

/// The absences of all persons of the config that are too long to be a habit. A person whose state
/// is unknown, for example before the first row, counts as home.
std::vector<TimeSpan> absences_in(const Gathered& gathered, const Config& config) {
  constexpr auto shortest = std::chrono::hours(16);
  std::vector<LampPast> persons;
  for (const std::string& person : config.away.persons) {
    const auto past = gathered.named.find(person);
    if (past == gathered.named.end()) return {};
    persons.push_back(past->second.states);
  }
  if (persons.empty()) return {};
  const LampPast home = room_past(persons);
  std::vector<TimeSpan> absences;
  for (std::size_t i = 0; i < home.size(); ++i) {
    const Instant end = i + 1 < home.size() ? home[i + 1].at : gathered.until.value_or(home[i].at);
    if (home[i].value == LampState::off && end - home[i].at >= shortest)
      absences.push_back({home[i].at, end});
  }
  return absences;
}

/// Removes the data of absences: lamps are unknown, light readings are dropped.
void leave_absences_out(std::vector<RoomImport>& imports, const std::vector<TimeSpan>& absences) {
  if (absences.empty()) return;
  const bool is_one = absences.size() == 1;
  fmt::print("{} {} of 16 hours or more without anyone home {} left out\n", absences.size(),
             is_one ? "stretch" : "stretches", is_one ? "is" : "are");
  for (RoomImport& import : imports) {
    leave_out(import.light, absences);
    const LampPast past = room_past(import.lamps);
    std::vector<Change> changes;
    for (const Sample<LampState>& sample : past)
      changes.push_back({sample.at, import.room.name, sample.value});
    LampPast left;
    for (const Change& change : leave_out(std::span<const Change>(changes), absences))
      left.push_back({change.at, change.state});
    if (!past.empty()) import.lamps = {std::move(left)};
  }
}

template <typename T>
std::string count_of(T count, std::string_view one) {
  return fmt::format("{} {}{}", count, one, count == 1 ? "" : "s");
}

void print_span(std::span<const Instant> times, const TimeZone& zone) {
  const Spacing spacing = spacing_of(times);
  const auto days = std::chrono::ceil<std::chrono::days>(spacing.last - spacing.first).count();
  fmt::print("  {} to {}, {}", zone.to_minute(spacing.first), zone.to_minute(spacing.last),
             count_of(days, "day"));
}

template <typename Value>
std::vector<Instant> times_of(std::span<const Sample<Value>> samples) {
  std::vector<Instant> times;
  for (const Sample<Value>& sample : samples) times.push_back(sample.at);
  return times;
}

/// What a history of that length is sufficient for.
std::string good_for(bool is_light, std::span<const Instant> times) {
  const auto length = times.back() - times.front();
  if (length < std::chrono::days(1)) return "less than a day: too little for train and evaluate";
  if (length < std::chrono::days(fewest_days)) {
    return fmt::format("good for {}; evaluate needs at least {} days",
                       is_light ? "detect and train" : "train", fewest_days);
  }
  return fmt::format("good for {}train and evaluate", is_light ? "detect, " : "");
}

void print_light(const RoomImport& import, std::size_t added, const TimeZone& zone) {
  fmt::print("{}: {} of light, {} new\n", import.room.name.text(),
             count_of(import.light.size(), "reading"), added);
  const std::vector<Instant> times = times_of(std::span<const Sample<Lux>>(import.light));
  print_span(times, zone);
  const Reporting reporting = reporting_of(import.light, import.room.reports);
  const auto usual = spacing_of(times).usual;
  constexpr std::chrono::seconds gap(240);
  const bool is_far = reporting.kind == ReportKind::regular && usual > gap;
  if (usual.count() > 0) fmt::print("; usually every {} s", usual.count());
  fmt::print("\n");
  if (reporting.kind != ReportKind::regular) fmt::print("  {}\n", describe(reporting));
  if (is_far) {
    fmt::print("  too far apart for detect and train: more than {} s without a reading is a gap\n",
               gap.count());
  }
  if (!is_far && reporting.kind != ReportKind::rarely) fmt::print("  {}\n", good_for(true, times));
}

void print_lamps(const RoomImport& import, const LampPast& past, std::size_t added,
                 const TimeZone& zone) {
  fmt::print("{}: {} of {}, {} to add\n", import.room.name.text(), count_of(past.size(), "change"),
             count_of(import.lamps.size(), "lamp"), count_of(added, "row"));
  if (past.empty()) return;
  const std::vector<Instant> times = times_of(std::span<const Sample<LampState>>(past));
  print_span(times, zone);
  fmt::print("\n  {}\n", good_for(false, times));
}

void print_skipped(const std::vector<std::string>& skipped) {
  for (const std::string& sentence : skipped) fmt::print(stderr, "note: {}\n", sentence);
}

/// The rows that are missing in the store; also prints a summary.
Result<csv::ImportRows> rows_to_add(const std::vector<RoomImport>& imports, Instant until,
                                    const Destination& to) {
  const std::string& directory = to.config.store.directory;
  constexpr std::chrono::microseconds tick{1};
  csv::ImportRows rows;
  for (const RoomImport& import : imports) {
    if (!import.light.empty()) {
      const auto stored = csv::read_store(directory, import.room.sensor, import.light.front().at,
                                          import.light.back().at + tick);
      if (!stored && stored.error().fault != Fault::not_found) return stored.error();
      if (stored) print_skipped(stored->skipped);
      auto missing =
          missing_readings(stored ? std::span<const Sample<Lux>>(stored->readings.samples)
                                  : std::span<const Sample<Lux>>(),
                           import.light);
      print_light(import, missing.size(), to.zone);
      if (!missing.empty()) rows.readings.push_back({import.room.sensor, std::move(missing)});
    }
    const LampPast past = room_past(import.lamps);
    if (past.empty()) continue;
    const auto stored = csv::read_stored_changes(directory, import.room.name, past.front().at,
                                                 std::max(until, past.back().at) + 2 * tick);
    if (!stored && stored.error().fault != Fault::not_found) return stored.error();
    if (stored) print_skipped(stored->skipped);
    const auto missing = missing_changes(
        import.room.name,
        stored ? std::span<const Change>(stored->rows.changes) : std::span<const Change>(), past,
        until);
    print_lamps(import, past, missing.size(), to.zone);
    rows.changes.insert(rows.changes.end(), missing.begin(), missing.end());
  }
  return rows;
}

std::string free_name(const std::string& directory, Instant now) {
  std::string stamp = to_iso(std::chrono::floor<std::chrono::seconds>(now));
  std::erase_if(stamp, [](char c) { return c == ':' || c == '-' || c == 'Z'; });
  std::replace(stamp.begin(), stamp.end(), 'T', '-');
  const auto taken = csv::imports_of(directory);
  std::string name = "import-" + stamp;
  for (int i = 2; std::find(taken.begin(), taken.end(), name) != taken.end(); ++i)
    name = fmt::format("import-{}-{}", stamp, i);
  return name;
}

/// The flags that select the same store, for a command that the user can type.
std::string same_store(const ImportOptions& options) {
  std::string flags;
  if (!options.config.empty()) flags += " --config " + options.config;
  if (!options.store.empty()) flags += " --store " + options.store;
  return flags;
}

Result<csv::Store> open_store(const std::string& directory) {
  Result<csv::Store> store = csv::Store::open(directory);
  if (!store) return store;
  for (const std::string& repair : store->take_repairs()) fmt::print(stderr, "note: {}\n", repair);
  const auto finished = csv::finish_imports(*store, directory);
  if (!finished) return finished.error();
  for (const std::string& name : *finished)
    fmt::print(stderr, "note: {} was interrupted; it is complete now\n", name);
  return store;
}

Result<void> undo(const ImportOptions& options, const Destination& to) {
  const std::string& directory = to.config.store.directory;
  Result<csv::Store> store = csv::Store::open(directory);
  if (!store) return store.error();
  const auto removed = csv::undo_import(*store, directory, options.undo);
  if (!removed) return removed.error();
  fmt::print("{}: {} removed\n", options.undo, count_of(*removed, "row"));
  return {};
}

/// The series to import, by room. Errors: bad_input if neither is given.
Result<RoomsByName> choose_rooms(const ImportOptions& options, const Gathered& gathered,
                                 RoomsByName asked) {
  if (!asked.empty()) return asked;
  if (!options.room.empty()) return all_for_one_room(gathered, options.room);
  return Error{Fault::bad_input, "no room given; add --room ROOM, or --entity NAME=ROOM"};
}

Result<Gathered> gather(const ImportOptions& options, const RoomsByName& asked,
                        const Destination& to) {
  if (options.home_assistant) return read_home_assistant(options, asked, to.config);
  if (!options.recorder.empty()) return read_recorder(options, asked, to.config);
  return read_files(options, to);
}

/// While a service holds the store, its newest rows may not be in their files yet; the import
/// leaves this period to the service.
constexpr std::chrono::minutes left_to_service{10};

void leave_newest_out(Gathered& gathered, Instant now) {
  const Instant until = now - left_to_service;
  gathered.until = std::min(gathered.until.value_or(until), until);
  for (auto& [name, series] : gathered.named)
    std::erase_if(series.light, [&](const Sample<Lux>& one) { return one.at >= until; });
}

/// Adds the rows, or leaves them to the process that holds the store.
Result<void> add_rows(csv::Store* store, const ImportOptions& options, const csv::ImportRows& rows,
                      const std::string& directory) {
  const std::string name = free_name(directory, SystemClock().now());
  const auto added = store != nullptr ? csv::add_import(*store, directory, name, rows)
                                      : csv::leave_import(directory, name, rows);
  if (!added) return added;
  const std::string what = count_of(rows.size(), "row");
  if (store != nullptr) {
    fmt::print("{}: {} added; to remove them again: lamplighter import{} --undo {}\n", name, what,
               same_store(options), name);
  } else {
    fmt::print(
        "{}: {} for the running service, which adds them within a minute; to remove them again, "
        "stop it and run: lamplighter import{} --undo {}\n",
        name, what, same_store(options), name);
  }
  return {};
}

Result<void> run_import(const ImportOptions& options) {
  const Result<Destination> to = destination_of(options);
  if (!to) return to.error();
  if (!options.undo.empty()) return undo(options, *to);
  const bool is_file = !options.home_assistant && options.recorder.empty();
  Result<RoomsByName> asked =
      is_file ? rooms_by_name(options) : wanted_entities(options, to->config);
  if (!asked) return asked.error();
  const std::string& directory = to->config.store.directory;
  Result<Gathered> gathered = gather(options, *asked, *to);
  if (!gathered) return gathered.error();
  const bool is_in_use = csv::is_store_in_use(directory);
  if (is_in_use) leave_newest_out(*gathered, SystemClock().now());
  const Result<RoomsByName> rooms = choose_rooms(options, *gathered, *std::move(asked));
  if (!rooms) return rooms.error();
  auto imports = sort_by_room(*gathered, *rooms, to->config);
  if (!imports) return imports.error();
  leave_absences_out(*imports, absences_in(*gathered, to->config));
  std::optional<csv::Store> store;
  if (!options.dry_run && !is_in_use) {
    Result<csv::Store> opened = open_store(directory);
    if (!opened) return opened.error();
    store = *std::move(opened);
  }
  const auto rows = rows_to_add(*imports, gathered->until.value_or(Instant::max()), *to);
  if (!rows) return rows.error();
  if (options.dry_run || rows->size() == 0) {
    fmt::print("{}\n", rows->size() == 0 ? "nothing new: the store has all of it"
                                         : "dry run: nothing was written");
    return {};
  }
  if (auto added = add_rows(store ? &*store : nullptr, options, *rows, directory); !added)
    return added;
  if (options.home_assistant) {
    fmt::print(
        "Home Assistant keeps 10 days unless purge_keep_days is set, and neither "
        "brightness nor colour; `lamplighter run` collects both from now on\n");
  }
  return {};
}

std::string why_no_unit(const std::string& unit) {
  return is_light_unit(unit) ? "" : "one of lx, klx, fc, hue and raw";
}

std::string why_no_separator(const std::string& text) {
  return text == "tab" || text.size() == 1 ? "" : "one character, or tab";
}

void add_table_options(CLI::App& command, ImportOptions& options) {
  command.add_option("--time-column", options.table.time_column,
                     "Column of the times: its name, or its number from 1");
  command.add_option("--value-column", options.table.value_column,
                     "Column of the values, likewise");
  command.add_option("--time-zone", options.zone,
                     "Zone of times without one, as Europe/Berlin; default: that of [home]");
  command.add_option("--dates", options.dates, "Order of dates as 1/2/2026")
      ->check(CLI::IsMember({"day-first", "month-first"}));
  command.add_option("--decimal", options.decimal, "Decimal mark of the numbers")
      ->check(CLI::IsMember({"comma", "point"}));
  command.add_option("--separator", options.separator, "Between columns: a character, or tab")
      ->check(why_no_separator);
  command.add_option("--unit", options.table.unit, "Unit of light: lx, klx, fc, hue or raw")
      ->check(why_no_unit);
  command.add_option("--kind", options.kind, "Light levels, or a lamp's states")
      ->check(CLI::IsMember({"light", "on-off"}));
}

}  // namespace

void add_import(CLI::App& program, Action& chosen) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command = program.add_subcommand(
      "import", "Imports recorded data into the store: tables, or Home Assistant's history");
  CLI::App* from = command->add_option_group("Source");
  from->add_option("FILE", options->files, "CSV tables of any format");
  from->add_flag("--home-assistant", options->home_assistant,
                 "History of the Home Assistant of the config");
  from->add_option("--home-assistant-db", options->recorder,
                   "Home Assistant's database, home-assistant_v2.db")
      ->type_name("FILE");
  from->add_option("--undo", options->undo, "Removes what the import of this name added")
      ->type_name("NAME");
  from->require_option(1);
  command->add_option("--room", options->room, "Room that the data belongs to");
  command
      ->add_option("--entity", options->entities, "One of several sensors and lamps, and its room")
      ->type_name("ID=ROOM");
  command->add_option("--days", options->days, "How far back, with --home-assistant")
      ->check(CLI::Range(1, 36500))
      ->capture_default_str();
  command
      ->add_option("--unavailable", options->unavailable,
                   "State of a lamp while Home Assistant reports unavailable: unknown or off")
      ->check(CLI::IsMember({"unknown", "off"}));
  add_table_options(*command, *options);
  command->add_flag("--dry-run", options->dry_run, "Only print what would be added");
  command->add_option("--config", options->config, "Config file");
  command->add_option("--store", options->store, "Folder of the files, instead of [store]");
  command->footer(
      "Repeating an import adds nothing.\nExample:\n"
      "  lamplighter import history.csv --room living --dry-run\n"
      "  lamplighter import --home-assistant --entity light.desk=living");
  command->callback([options, &chosen] { chosen = [options] { return run_import(*options); }; });
}

}  // namespace lamplighter::app
