// SPDX-License-Identifier: Apache-2.0
#include "page/light_archive.h"

#include "csv/names.h"
#include "csv/on_off_file.h"
#include "csv/readings_file.h"
#include "csv/store.h"
#include "files/replace_file.h"
#include "system/text_file.h"
#include "views/light_picture.h"
#include "views/readings_view.h"

#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <filesystem>
#include <thread>

namespace lamplighter::app {
namespace {

constexpr std::string_view title = "lamplighter-detected 2 ";

std::string path_of(const std::string& store, const RoomName& room, Month month) {
  return fmt::format("{}/detected/{}/{:04}-{:02}.detected", store, csv::stem_of_name(room.text()),
                     month.first, month.second);
}

/// Reads a number and the space or line end after it.
template <typename Number>
bool take_number(std::string_view& text, Number& number, char end) {
  const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (fault != std::errc() || rest == text.data() + text.size() || *rest != end) return false;
  text.remove_prefix(static_cast<std::size_t>(rest - text.data()) + 1);
  return true;
}

}  // namespace

Instant begin_of(Month month) {
  return std::chrono::sys_days(
      Date(std::chrono::year(month.first), std::chrono::month(month.second), std::chrono::day(1)));
}

Instant end_of(Month month) { return begin_of(plus_months(month, 1)); }

Month month_of(Instant at) {
  const Date day(std::chrono::floor<std::chrono::days>(at));
  return {static_cast<int>(day.year()), static_cast<unsigned>(day.month())};
}

Month plus_months(Month month, int months) {
  const std::chrono::year_month moved =
      std::chrono::year_month(std::chrono::year(month.first), std::chrono::month(month.second)) +
      std::chrono::months(months);
  return {static_cast<int>(moved.year()), static_cast<unsigned>(moved.month())};
}

std::optional<DetectedMonth> read_detected(const std::string& store, const RoomName& room,
                                           Month month) {
  constexpr std::size_t most = std::size_t{16} << 20;
  const std::string path = path_of(store, room, month);
  const Result<std::string> kept = read_text_file(path, most);
  if (!kept || !kept->starts_with(title)) return std::nullopt;
  std::string_view text = std::string_view(*kept).substr(title.size());
  DetectedMonth detected;
  std::int64_t seen_until = 0;
  std::size_t rows = 0;
  const bool begins_well = take_number(text, detected.stamp, ' ') &&
                           take_number(text, seen_until, ' ') && take_number(text, rows, '\n');
  if (!begins_well) return std::nullopt;
  Result<csv::OnOffRows> read = csv::parse_on_off(path, text);
  if (!read || read->changes.size() != rows) return std::nullopt;
  detected.seen_until = Instant(std::chrono::microseconds(seen_until));
  detected.changes = std::move(read->changes);
  return detected;
}

void keep_detected(const std::string& store, const RoomName& room, Month month,
                   const DetectedMonth& detected) {
  files::write_cache(path_of(store, room, month),
                     fmt::format("{}{} {} {}\n{}", title, detected.stamp,
                                 detected.seen_until.time_since_epoch().count(),
                                 detected.changes.size(), csv::format_on_off(detected.changes)));
}

namespace {

namespace fs = std::filesystem;

constexpr std::size_t worth_helpers = 6;  // months
constexpr unsigned most_threads = 4;

/// A number that changes when the size or modification time of the file changes.
std::optional<std::uint64_t> stamp_of(const std::string& path) {
  struct stat about {};
  if (::stat(path.c_str(), &about) != 0) return std::nullopt;
  std::uint64_t stamp = 0xcbf29ce484222325;
  for (const std::uint64_t part :
       {static_cast<std::uint64_t>(about.st_size), static_cast<std::uint64_t>(about.st_mtim.tv_sec),
        static_cast<std::uint64_t>(about.st_mtim.tv_nsec),
        static_cast<std::uint64_t>(about.st_ino)}) {
    stamp = (stamp ^ part) * 0x100000001b3;
    stamp ^= stamp >> 29;
  }
  return stamp;
}

views::LightSummary read_files(const std::vector<std::string>& files) {
  views::LightSummary summary;
  for (const std::string& file : files) {
    const auto sensors = csv::read_readings_file(file);
    if (!sensors) continue;
    for (const csv::SensorRows& rows : *sensors) summary.add(rows.samples);
  }
  return summary;
}

}  // namespace

LightArchive::LightArchive(csv::StoreFolders store, SensorId sensor,
                           std::optional<ReportKind> reports)
    : store_(std::move(store)), sensor_(std::move(sensor)), reports_(reports) {}

std::map<Month, std::vector<LightArchive::DayFile>> LightArchive::list_files() const {
  std::map<Month, std::vector<DayFile>> months;
  for (std::string& path : csv::stored_files(store_, csv::StoreKind::readings, sensor_.text())) {
    const auto day = csv::day_of_file(fs::path(path).filename().string(), sensor_.text());
    const auto stamp = stamp_of(path);
    if (!day || !stamp) continue;
    months[month_of(std::chrono::sys_days(*day))].push_back({std::move(path), *stamp});
  }
  return months;
}

std::string LightArchive::path_of(Month month) const {
  return fmt::format("{}/summaries/{}/{:04}-{:02}.summary", store_.own(),
                     csv::stem_of_name(sensor_.text()), month.first, month.second);
}

LightArchive::Summarized LightArchive::summarize(Month month,
                                                 const std::vector<DayFile>& files) const {
  std::uint64_t stamp = files.size();
  std::vector<std::string> paths;
  for (const DayFile& file : files) {
    stamp = (stamp ^ file.stamp) * 0x100000001b3;
    paths.push_back(file.path);
  }
  const auto known = months_.find(month);
  if (known != months_.end() && known->second.stamp == stamp) return known->second;
  constexpr std::size_t most = std::size_t{16} << 20;
  const Result<std::string> kept = read_text_file(path_of(month), most);
  if (kept) {
    if (auto summary = views::from_bytes(*kept, stamp)) return {stamp, *std::move(summary)};
  }
  Summarized made{stamp, read_files(paths)};
  files::write_cache(path_of(month), views::to_bytes(made.summary, stamp));
  return made;
}

/// Missing months are read on as many threads as there are processors, because the first picture of
/// many years waits for them.
std::map<Month, LightArchive::Summarized> LightArchive::summarize_all(
    const std::map<Month, std::vector<DayFile>>& files) const {
  std::vector<std::map<Month, std::vector<DayFile>>::const_iterator> to_do;
  for (auto month = files.begin(); month != files.end(); ++month) to_do.push_back(month);
  std::vector<Summarized> made(to_do.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < to_do.size(); i = next++)
      made[i] = summarize(to_do[i]->first, to_do[i]->second);
  };
  {
    std::vector<std::jthread> helpers;
    if (files.size() > months_.size() + worth_helpers) {
      const unsigned processors = std::clamp(std::thread::hardware_concurrency(), 1U, most_threads);
      for (unsigned i = 1; i < processors; ++i) helpers.emplace_back(work);
    }
    work();
  }
  std::map<Month, Summarized> months;
  for (std::size_t i = 0; i < to_do.size(); ++i)
    months.emplace_hint(months.end(), to_do[i]->first, std::move(made[i]));
  return months;
}

Result<void> LightArchive::refresh() {
  const std::scoped_lock lock(mutex_);
  const auto files = list_files();
  if (files.empty()) {
    return Error{Fault::not_found, fmt::format("no readings of {} in {} yet; they appear once "
                                               "the service has stored some",
                                               csv::printable(sensor_.text()), store_.own())};
  }
  bool is_changed = files.size() != months_.size();
  std::map<Month, Summarized> months = summarize_all(files);
  for (const auto& [month, summarized] : months) {
    const auto known = months_.find(month);
    is_changed |= known == months_.end() || known->second.stamp != summarized.stamp;
  }
  months_ = std::move(months);
  if (!is_changed) return {};
  all_ = views::LightSummary();
  for (const auto& [month, summarized] : months_) all_.add(summarized.summary);
  return {};
}

std::optional<std::pair<Instant, Instant>> LightArchive::span() const {
  const std::scoped_lock lock(mutex_);
  const auto hours = all_.hours();
  if (hours.empty()) return std::nullopt;
  return std::pair(Instant(std::chrono::hours(hours.front().hour)),
                   Instant(std::chrono::hours(hours.back().hour + 1)));
}

std::map<Month, std::uint64_t> LightArchive::months() const {
  const std::scoped_lock lock(mutex_);
  std::map<Month, std::uint64_t> stamps;
  for (const auto& [month, summarized] : months_) stamps.emplace(month, summarized.stamp);
  return stamps;
}

ValueCounts LightArchive::value_counts() const {
  const std::scoped_lock lock(mutex_);
  return all_.value_counts();
}

Result<views::LightPicture> LightArchive::picture(Instant from, Instant until, int width) const {
  if (until - from > views::longest_close_view) {
    const std::scoped_lock lock(mutex_);
    return views::picture_of(all_.hours(), from, until, width);
  }
  // Starts a little earlier, so that smoothing has begun.
  const auto stored = csv::read_store(store_, sensor_, from - 30min, until);
  if (!stored) return stored.error();
  return views::picture_of(stored->readings.samples, from, until, width);
}

}  // namespace lamplighter::app
