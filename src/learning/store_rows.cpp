// SPDX-License-Identifier: Apache-2.0
#include "learning/store_rows.h"

#include "csv/store.h"
#include "files/replace_file.h"
#include "system/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace lamplighter::app {
namespace {

struct Span {
  Instant from = Instant::max();
  Instant until = Instant::min();
  void include(Instant at) {
    from = std::min(from, at);
    until = std::max(until, at + std::chrono::microseconds(1));
  }
};

/// Missing files count as empty.
template <typename T>
bool is_missing(const Result<T>& read) {
  return !read && read.error().fault == Fault::not_found;
}

using Readings = std::set<std::pair<Instant, Lux>>;
using Changes = std::set<std::pair<Instant, LampState>>;
using Looks = std::set<std::pair<Instant, std::string>>;

Result<Readings> stored_readings(const std::string& directory, const SensorId& sensor, Span span) {
  Readings there;
  const auto stored = csv::read_store(directory, sensor, span.from, span.until);
  if (is_missing(stored)) return there;
  if (!stored) return stored.error();
  for (const Sample<Lux>& sample : stored->readings.samples) there.emplace(sample.at, sample.value);
  return there;
}

Result<Changes> stored_changes(const std::string& directory, const RoomName& room, Span span) {
  Changes there;
  const auto stored = csv::read_stored_changes(directory, room, span.from, span.until);
  if (is_missing(stored)) return there;
  if (!stored) return stored.error();
  for (const Change& change : stored->rows.changes) there.emplace(change.at, change.state);
  return there;
}

Result<Looks> stored_looks(const std::string& directory, const RoomName& room, Span span) {
  Looks there;
  const auto stored = csv::read_stored_looks(directory, room, span.from, span.until);
  if (is_missing(stored)) return there;
  if (!stored) return stored.error();
  for (const LookChange& change : stored->rows.changes)
    there.emplace(change.at, to_text(change.look));
  return there;
}

/// The stored rows of several names, each read on first use.
template <typename Name, typename Rows>
class Kept {
 public:
  using Read = Result<Rows> (*)(const std::string&, const Name&, Span);
  explicit Kept(Read read) : read_(read) {}

  void include(const Name& name, Instant at) { spans_[name].include(at); }

  Result<bool> contains(const std::string& directory, const Name& name,
                        const typename Rows::value_type& row) {
    const auto [known, is_new] = rows_.try_emplace(name);
    if (is_new) {
      Result<Rows> there = read_(directory, name, spans_.at(name));
      if (!there) return there.error();
      known->second = *std::move(there);
    }
    return known->second.contains(row);
  }

 private:
  Read read_;
  std::map<Name, Span> spans_;
  std::map<Name, Rows> rows_;
};

/// For each kind of row.
struct KeptRows {
  Kept<SensorId, Readings> readings{stored_readings};
  Kept<RoomName, Changes> changes{stored_changes};
  Kept<RoomName, Looks> looks{stored_looks};

  void include(const Reading& row) { readings.include(row.sensor, row.at); }
  void include(const Change& row) { changes.include(row.room, row.at); }
  void include(const LookChange& row) { looks.include(row.room, row.at); }

  Result<bool> contains(const std::string& in, const Reading& row) {
    return readings.contains(in, row.sensor, {row.at, row.lux});
  }
  Result<bool> contains(const std::string& in, const Change& row) {
    return changes.contains(in, row.room, {row.at, row.state});
  }
  Result<bool> contains(const std::string& in, const LookChange& row) {
    return looks.contains(in, row.room, {row.at, to_text(row.look)});
  }
};

}  // namespace

namespace {

/// A row under the name that its home uses.
Reading renamed(const Reading& row, std::string name) {
  return {SensorId(std::move(name)), row.at, row.lux};
}
Change renamed(const Change& row, std::string name) {
  return {row.at, RoomName(std::move(name)), row.state};
}
LookChange renamed(const LookChange& row, std::string name) {
  return {row.at, RoomName(std::move(name)), row.look};
}

const std::string& name_of(const Reading& row) { return row.sensor.text(); }
const std::string& name_of(const Change& row) { return row.room.text(); }
const std::string& name_of(const LookChange& row) { return row.room.text(); }

/// The store that a row belongs to: that of its home, if it has one.
struct RowPlace {
  std::string home;
  Row row;
};

RowPlace place_of(const Row& row, bool has_homes) {
  if (!has_homes) return {{}, row};
  return std::visit(
      [&](const auto& one) -> RowPlace {
        auto [home, name] = parts_in_home(name_of(one));
        if (!is_good_home_name(home)) return {{}, row};  // from before homes were configured
        return {std::move(home), renamed(one, std::move(name))};
      },
      row);
}

}  // namespace

Result<void> StoreRows::append(const Row& row) {
  const RowPlace place = place_of(row, has_homes_);
  return std::visit([&](const auto& one) { return store_.append(place.home, one); }, place.row);
}

Result<std::vector<bool>> StoreRows::contains(std::span<const JournaledRow> rows) {
  std::vector<RowPlace> places;
  std::map<std::string, KeptRows> kept;  // by home
  for (const JournaledRow& taken : rows) {
    places.push_back(place_of(taken.row, has_homes_));
    std::visit([&](const auto& row) { kept[places.back().home].include(row); }, places.back().row);
  }
  std::vector<bool> answers;
  for (const RowPlace& place : places) {
    const std::string store =
        place.home.empty() ? directory_ : csv::home_folder(directory_, place.home);
    const Result<bool> there = std::visit(
        [&](const auto& row) { return kept[place.home].contains(store, row); }, place.row);
    if (!there) return there.error();
    answers.push_back(*there);
  }
  return answers;
}

namespace {

std::string mark_path(const std::string& store, const std::string& source) {
  return store + "/" + source + ".mark";
}

}  // namespace

Result<SourceMark> read_mark(const std::string& store, const std::string& source) {
  constexpr std::size_t largest = 1024;
  const std::string path = mark_path(store, source);
  const Result<std::string> text = read_text_file(path, largest);
  if (!text) return text.error();
  const std::size_t blank = text->find(' ');
  const Result<Instant> at = parse_instant(std::string_view(*text).substr(0, blank));
  if (!at || blank == std::string::npos || !text->ends_with('\n'))
    return Error{Fault::bad_input, path + ": damaged, as by a power cut; it is created again"};
  return SourceMark{*at, text->substr(blank + 1, text->size() - blank - 2)};
}

void write_mark(const std::string& store, const SourceMark& mark) {
  files::write_cache(mark_path(store, mark.source),
                     fmt::format("{} {}\n", to_iso(mark.at), mark.position));
}

}  // namespace lamplighter::app
