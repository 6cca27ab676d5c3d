// SPDX-License-Identifier: Apache-2.0
// An import is a list of rows that is on disk before the first of them is added to the store. So a
// crash leaves either no list, and nothing was added, or a list that can be completed; the same
// list says what to remove to undo the import.
#include "csv/import_record.h"

#include "csv/daily_file.h"
#include "csv/names.h"
#include "csv/row_text.h"
#include "files/private_files.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <functional>
#include <optional>
#include <unordered_set>
#include <utility>
#include <variant>

namespace lamplighter::csv {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view done = ".csv";
constexpr std::string_view pending = ".pending";  // some of its rows may be in the store
constexpr std::string_view begun = ".begun";      // incomplete

std::string record_folder(const std::string& directory) { return directory + "/imports"; }

std::string record_path(const std::string& directory, std::string_view name,
                        std::string_view state) {
  return fmt::format("{}/{}{}", record_folder(directory), name, state);
}

Result<void> rename_record(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) != 0) return system_error("rename", from, errno);
  return files::sync_folder(fs::path(to).parent_path().string());
}

Result<void> write_all(int file, std::string_view bytes, const std::string& path) {
  while (!bytes.empty()) {
    const ssize_t put = ::write(file, bytes.data(), bytes.size());
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) return system_error("write", path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(put));
  }
  return {};
}

/// Writes a record row by row, then puts the whole record on disk.
class RecordWriter {
 public:
  static Result<RecordWriter> open(const std::string& path) {
    FileHandle file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
                           files::private_mode));
    if (!file.is_open()) return system_error("write", path, errno);
    if (auto given = files::give_to_owner_of_folder(file.get(), path); !given) return given.error();
    return RecordWriter(path, std::move(file));
  }

  template <typename Row>
  Result<void> add(StoreKind kind, const Row& row) {
    text_ += folder_name(kind);
    text_ += ',';
    csv::append_row(text_, row);  // another file of this module has its own
    return text_.size() < enough ? Result<void>() : flush();
  }

  Result<void> finish() {
    if (auto flushed = flush(); !flushed) return flushed;
    if (::fsync(file_.get()) != 0) return system_error("write", path_, errno);
    return {};
  }

 private:
  static constexpr std::size_t enough = std::size_t{1} << 20;

  RecordWriter(std::string path, FileHandle file)
      : path_(std::move(path)), file_(std::move(file)), text_(fmt::format("{}\n", import_header)) {}

  Result<void> flush() {
    const std::string text = std::exchange(text_, {});
    return write_all(file_.get(), text, path_);
  }

  std::string path_;
  FileHandle file_;
  std::string text_;
};

Result<void> write_record(const std::string& path, const ImportRows& rows) {
  Result<RecordWriter> writer = RecordWriter::open(path);
  if (!writer) return writer.error();
  for (const ImportRows::OfSensor& of : rows.readings) {
    for (const Sample<Lux>& sample : of.samples) {
      const auto added =
          writer->add(StoreKind::readings, Reading{of.sensor, sample.at, sample.value});
      if (!added) return added;
    }
  }
  for (const Change& change : rows.changes) {
    if (auto added = writer->add(StoreKind::lamps, change); !added) return added;
  }
  return writer->finish();
}

/// A row of a record: its text in a daily file, and the name of that file.
struct RecordRow {
  StoreKind kind;
  std::string name;
  std::chrono::sys_days day;
  Instant at;
  std::string_view text;  ///< without the line end
  std::string_view value;

  [[nodiscard]] bool is_in_file_of(const RecordRow& other) const {
    return kind == other.kind && name == other.name && day == other.day;
  }
};

std::optional<RecordRow> parse_record_row(std::string_view line) {
  const std::size_t comma = line.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  std::optional<StoreKind> kind;
  for (const StoreKind one : {StoreKind::readings, StoreKind::lamps}) {
    if (line.substr(0, comma) == folder_name(one)) kind = one;
  }
  const std::string_view text = line.substr(comma + 1);
  auto columns = split_row(text);
  if (!kind || !columns || !is_good_name(columns->name)) return std::nullopt;
  const auto time = read_time(columns->time);
  const Instant* at = std::get_if<Instant>(&time);
  if (at == nullptr) return std::nullopt;
  return RecordRow{*kind,
                   std::move(columns->name),
                   std::chrono::floor<std::chrono::days>(*at),
                   *at,
                   text,
                   columns->value};
}

using OnRow = std::function<Result<void>(const RecordRow&)>;

/// Calls `on_row` for every row of a record in order. Errors: bad_input if one is damaged.
Result<void> for_each_row(const std::string& path, const OnRow& on_row) {
  Result<LineReader> reader = LineReader::open(path);
  if (!reader) return reader.error();
  std::int64_t line = 1;
  while (true) {
    const Result<std::string_view> block = reader->next(line);
    if (!block) return block.error();
    if (block->empty()) return {};
    for (std::string_view rest = *block; !rest.empty(); ++line) {
      const std::size_t end = rest.find('\n');
      const std::string_view text = rest.substr(0, end);
      rest.remove_prefix(end + 1);
      if (line == 1) continue;
      const auto row = parse_record_row(text);
      if (!row) {
        return Error{
            Fault::bad_input,
            fmt::format("{}:{}: not a row of an import; restore this record from a backup, "
                        "or remove it",
                        path, line)};
      }
      if (auto taken = on_row(*row); !taken) return taken;
    }
  }
}

std::string day_path(const std::string& directory, const RecordRow& row) {
  return fmt::format("{}/{}", directory, store_path(row.kind, row.name, Date(row.day)));
}

/// The lines of a daily file; none if it does not exist.
Result<std::vector<std::string>> lines_of(const std::string& path) {
  Result<LineReader> reader = LineReader::open(path);
  if (!reader && reader.error().fault == Fault::not_found) return std::vector<std::string>();
  if (!reader) return reader.error();
  std::vector<std::string> lines;
  while (true) {
    const auto block = reader->next(static_cast<std::int64_t>(lines.size()) + 1);
    if (!block) return block.error();
    if (block->empty()) break;
    for (std::string_view rest = *block; !rest.empty();) {
      const std::size_t end = rest.find('\n');
      lines.emplace_back(rest.substr(0, end));
      rest.remove_prefix(end + 1);
    }
  }
  if (!reader->tail().empty()) lines.emplace_back(reader->tail());
  return lines;
}

Result<void> append_record_row(Store& store, const RecordRow& row) {
  if (row.kind == StoreKind::lamps) {
    const auto state = parse_lamp_state(row.value);
    if (!state) return Error{Fault::bad_input, "invalid state"};
    return store.append(Change{row.at, RoomName(row.name), *state});
  }
  const auto number = parse_number(row.value);
  const auto lux = number ? Lux::make(*number) : std::nullopt;
  if (!lux) return Error{Fault::bad_input, "invalid value"};
  return store.append(Reading{SensorId(row.name), row.at, *lux});
}

/// Adds the rows of a record that are missing from the store, and marks the record as done.
Result<void> complete(Store& store, const std::string& directory, std::string_view name) {
  const std::string path = record_path(directory, name, pending);
  std::optional<RecordRow> last;
  std::unordered_set<std::string> there;
  const Result<void> added = for_each_row(path, [&](const RecordRow& row) -> Result<void> {
    if (!last || !row.is_in_file_of(*last)) {
      const auto lines = lines_of(day_path(directory, row));
      if (!lines) return lines.error();
      there = {lines->begin(), lines->end()};
      last = row;
    }
    if (there.contains(std::string(row.text))) return {};
    return append_record_row(store, row);
  });
  if (!added) return with_context(path, added.error());
  if (auto synced = store.sync(); !synced) return synced;
  return rename_record(path, record_path(directory, name, done));
}

/// The names of the records in the given state.
std::vector<std::string> records(const std::string& directory, std::string_view state) {
  std::vector<std::string> names;
  std::error_code failure;
  for (fs::directory_iterator entry(record_folder(directory), failure), end;
       !failure && entry != end; entry.increment(failure)) {
    std::string name = entry->path().filename().string();
    if (!name.ends_with(state)) continue;
    name.resize(name.size() - state.size());
    if (is_import_name(name)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::size_t ImportRows::size() const {
  std::size_t size = changes.size();
  for (const OfSensor& of : readings) size += of.samples.size();
  return size;
}

bool is_import_name(std::string_view name) {
  constexpr std::size_t longest = 100;
  return !name.empty() && name.size() <= longest &&
         std::all_of(name.begin(), name.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
         });
}

std::vector<std::string> imports_of(const std::string& directory) {
  std::vector<std::string> names = records(directory, done);
  for (std::string& name : records(directory, pending)) names.push_back(std::move(name));
  std::sort(names.begin(), names.end());
  return names;
}

Result<void> leave_import(const std::string& directory, const std::string& name,
                          const ImportRows& rows) {
  const auto there = imports_of(directory);
  if (!is_import_name(name) || std::find(there.begin(), there.end(), name) != there.end()) {
    return Error{Fault::refused,
                 fmt::format("import \"{}\": that name is taken; try again", printable(name))};
  }
  if (auto made = files::make_private_folders(record_folder(directory)); !made) return made;
  const std::string unfinished = record_path(directory, name, begun);
  if (auto written = write_record(unfinished, rows); !written) return written;
  return rename_record(unfinished, record_path(directory, name, pending));
}

Result<void> add_import(Store& store, const std::string& directory, const std::string& name,
                        const ImportRows& rows) {
  const auto left = leave_import(directory, name, rows);
  return left ? complete(store, directory, name) : left;
}

Result<std::vector<std::string>> finish_imports(Store& store, const std::string& directory) {
  for (const std::string& name : records(directory, begun))
    ::unlink(record_path(directory, name, begun).c_str());
  return complete_imports(store, directory);
}

Result<std::vector<std::string>> complete_imports(Store& store, const std::string& directory) {
  std::vector<std::string> names = records(directory, pending);
  if (names.empty()) return names;
  if (auto synced = store.sync(); !synced) return synced.error();  // so that the files are complete
  for (const std::string& name : names) {
    if (auto completed = complete(store, directory, name); !completed) return completed.error();
  }
  return names;
}

namespace {

/// Removes rows from one daily file; deletes the file if no rows remain. Returns the number of rows
/// found.
Result<std::int64_t> remove_rows(const std::string& path,
                                 std::unordered_set<std::string> unwanted) {
  const auto lines = lines_of(path);
  if (!lines) return lines.error();
  std::string text;
  std::int64_t removed = 0;
  std::size_t left = 0;
  for (std::size_t i = 0; i < lines->size(); ++i) {
    if (i > 0 && unwanted.erase(std::string(without_carriage_return((*lines)[i]))) > 0) {
      ++removed;
      continue;
    }
    text += (*lines)[i] + '\n';
    if (i > 0) ++left;
  }
  if (removed == 0) return removed;
  if (left > 0) {
    const auto replaced = files::replace_file(path, text);
    return replaced ? Result<std::int64_t>(removed) : replaced.error();
  }
  if (::unlink(path.c_str()) != 0) return system_error("remove", path, errno);
  ::rmdir(fs::path(path).parent_path().c_str());  // fails if it contains other days
  return removed;
}

}  // namespace

Result<std::int64_t> undo_import(Store& store, const std::string& directory,
                                 const std::string& name) {
  if (auto synced = store.sync(); !synced) return synced.error();
  const auto names = imports_of(directory);
  if (std::find(names.begin(), names.end(), name) == names.end()) {
    return Error{Fault::not_found,
                 fmt::format("import \"{}\": not in {}; {}", printable(name), directory,
                             names.empty() ? std::string("it has no imports")
                                           : fmt::format("there are: {}", fmt::join(names, ", ")))};
  }
  struct stat ignored {};
  const std::string pending_path = record_path(directory, name, pending);
  const bool is_pending = ::stat(pending_path.c_str(), &ignored) == 0;
  const std::string path = is_pending ? pending_path : record_path(directory, name, done);
  std::int64_t removed = 0;
  std::optional<RecordRow> last;
  std::unordered_set<std::string> unwanted;
  const auto empty_file = [&]() -> Result<void> {
    if (!last || unwanted.empty()) return {};
    const auto count = remove_rows(day_path(directory, *last), std::exchange(unwanted, {}));
    if (!count) return count.error();
    removed += *count;
    return {};
  };
  const Result<void> read = for_each_row(path, [&](const RecordRow& row) -> Result<void> {
    if (!last || !row.is_in_file_of(*last)) {
      if (auto emptied = empty_file(); !emptied) return emptied;
      last = row;
    }
    unwanted.emplace(row.text);
    return {};
  });
  if (!read) return read.error();
  if (auto emptied = empty_file(); !emptied) return emptied.error();
  if (::unlink(path.c_str()) != 0) return system_error("remove", path, errno);
  if (auto synced = files::sync_folder(record_folder(directory)); !synced) return synced.error();
  return removed;
}

}  // namespace lamplighter::csv
