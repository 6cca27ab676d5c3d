// SPDX-License-Identifier: Apache-2.0
#include "backup/house_backup.h"

#include "backup/archive.h"
#include "config/secret_file.h"
#include "csv/store.h"
#include "files/private_files.h"
#include "files/replace_file.h"
#include "learning/house_training.h"
#include "learning/known_house.h"
#include "state/away_file.h"
#include "state/play_memory_file.h"
#include "state/store_mount.h"
#include "system/text_file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/stat.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <map>
#include <optional>
#include <utility>

namespace lamplighter::app {
namespace {

namespace fs = std::filesystem;

/// The folder of a file: "." if its path has none.
std::string folder_of(const std::string& path) {
  const fs::path folder = fs::path(path).parent_path();
  return folder.empty() ? "." : folder.string();
}

using Json = nlohmann::ordered_json;

constexpr int backup_format = 1;
constexpr std::string_view about_member = "backup.json";
constexpr std::string_view config_member = "lamplighter.toml";
constexpr std::string_view model_member = "model.json";
constexpr std::string_view store_prefix = "store/";
constexpr std::string_view secret_prefix = "secrets/";
constexpr std::size_t largest_about = 64 << 10;
constexpr std::size_t largest_config = 4 << 20;
constexpr std::size_t largest_secret = 1 << 20;
constexpr std::size_t largest_model = 64 << 20;
constexpr std::size_t read_bytes = 256 << 10;

/// The folders of a store that are backed up unchanged. Everything else can be computed again,
/// belongs to this machine only, or reveals who is home.
constexpr std::array<std::string_view, 4> store_folders{"readings", "lamps", "looks", "imports"};

/// The secrets that a config names, and the name of each in a backup.
std::map<std::string, std::string> secrets_of(const Config& config) {
  std::map<std::string, std::string> secrets{
      {"planning", secret_path(config)},
      {"page", password_path(config)},
      {"broker", config.broker.password_file},
      {"broker-key", config.broker.key_file},
      {"bridge", config.hue.key_file},
      {"home-assistant", config.home_assistant.token_file},
      {"page-key", config.web.key},
  };
  std::erase_if(secrets, [](const auto& secret) { return secret.second.empty(); });
  return secrets;
}

/// Other files of a store to back up, relative to it.
std::vector<std::string> single_files(const Config& config) {
  const std::string& store = config.store.directory;
  std::vector<std::string> files;
  for (const std::string& path : {played_path(store), absences_path(store), holidays_path(config),
                                  store + "/corrections.csv"})
    files.push_back(fs::path(path).filename());
  return files;
}

std::vector<std::string> stored_names(const Config& config) {
  const fs::path store = config.store.directory;
  std::vector<std::string> names = single_files(config);
  std::error_code failed;
  std::erase_if(
      names, [&](const std::string& name) { return !fs::is_regular_file(store / name, failed); });
  for (const std::string_view folder : store_folders) {
    for (fs::recursive_directory_iterator entry(store / folder, failed), end;
         !failed && entry != end; entry.increment(failed)) {
      const std::string name = entry->path().lexically_relative(store).generic_string();
      const bool is_hidden = entry->path().filename().string().starts_with('.');
      const bool is_kept_aside = name.find(".damaged") != std::string::npos;
      if (!is_hidden && !is_kept_aside && entry->is_regular_file(failed)) names.push_back(name);
    }
  }
  std::ranges::sort(names);
  return names;
}

/// A snapshot of a file, without a row that is being written.
struct OpenFile {
  files::FileHandle handle;
  std::uint64_t size = 0;
  std::int64_t seconds = 0;
};

Result<OpenFile> open_to_read(const std::string& path) {
  OpenFile file{files::FileHandle(::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC))};
  struct stat status {};
  if (!file.handle.is_open() || ::fstat(file.handle.get(), &status) != 0)
    return files::system_error("read", path, errno);
  file.size = static_cast<std::uint64_t>(status.st_size);
  file.seconds = status.st_mtim.tv_sec;
  char last = '\n';
  for (off_t at = status.st_size; path.ends_with(".csv") && at > 0; --at) {
    if (::pread(file.handle.get(), &last, 1, at - 1) != 1)
      return files::system_error("read", path, errno);
    file.size = static_cast<std::uint64_t>(at);
    if (last == '\n') break;
  }
  if (last != '\n') file.size = 0;
  return file;
}

Result<void> add_file(ArchiveWriter& archive, const std::string& name, const std::string& path) {
  const Result<OpenFile> file = open_to_read(path);
  if (!file) return file.error();
  std::uint64_t at = 0;
  return archive.add(name, file->size, file->seconds, [&]() -> Result<std::string> {
    std::string bytes(
        static_cast<std::size_t>(std::min<std::uint64_t>(read_bytes, file->size - at)), '\0');
    const ssize_t got = bytes.empty() ? 0
                                      : ::pread(file->handle.get(), bytes.data(), bytes.size(),
                                                static_cast<off_t>(at));
    if (got < 0) return files::system_error("read", path, errno);
    bytes.resize(static_cast<std::size_t>(got));
    at += bytes.size();
    return bytes;
  });
}

/// The new backup file until it replaces the old one; deleted if that never happens.
class NewFile {
 public:
  static Result<NewFile> make(const std::string& path) {
    std::string name = path + ".XXXXXX";
    NewFile file;
    file.handle_ = files::FileHandle(::mkostemp(name.data(), O_CLOEXEC));  // mode 0600
    if (!file.handle_.is_open()) return files::system_error("write", path, errno);
    file.name_ = std::move(name);
    file.path_ = path;
    return file;
  }
  NewFile(NewFile&& other) noexcept
      : handle_(std::move(other.handle_)),
        name_(std::exchange(other.name_, "")),
        path_(std::move(other.path_)) {}
  NewFile& operator=(NewFile&&) = delete;
  ~NewFile() {
    if (!name_.empty()) ::unlink(name_.c_str());
  }

  Result<void> write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(handle_.get(), bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return files::system_error("write", path_, errno);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
  }

  Result<void> keep() {
    if (auto given = files::give_to_owner_of_folder(handle_.get(), path_); !given) return given;
    if (::fsync(handle_.get()) != 0 || ::rename(name_.c_str(), path_.c_str()) != 0)
      return files::system_error("write", path_, errno);
    name_.clear();
    return {};
  }

 private:
  NewFile() = default;
  files::FileHandle handle_;
  std::string name_;
  std::string path_;
};

Result<void> add_secrets(const Config& config, ArchiveWriter& archive) {
  for (const auto& [name, path] : secrets_of(config)) {
    std::error_code failed;
    if (!fs::exists(path, failed)) continue;
    if (auto added = add_file(archive, std::string(secret_prefix) + name, path); !added)
      return added;
  }
  return {};
}

Result<void> add_all(const Config& config, const BackupSummary& summary, ArchiveWriter& archive) {
  const std::int64_t seconds =
      std::chrono::floor<std::chrono::seconds>(summary.at.time_since_epoch()).count();
  const Json about{{"about", "Backup of a house of Lamplighter; `lamplighter restore` reads it"},
                   {"format", backup_format},
                   {"at", to_iso(summary.at)},
                   {"secrets", summary.has_secrets}};
  if (auto added = archive.add(std::string(about_member), about.dump(2) + "\n", seconds); !added)
    return added;
  if (auto added = add_file(archive, std::string(config_member), config.path); !added) return added;
  std::error_code failed;
  if (fs::exists(model_path(config), failed)) {
    const auto added = add_file(archive, std::string(model_member), model_path(config));
    if (!added) return added;
  }
  if (summary.has_secrets) {
    if (auto added = add_secrets(config, archive); !added) return added;
  }
  for (const std::string& name : stored_names(config)) {
    const std::string member = std::string(store_prefix) + name;
    if (!good_member_name(member)) continue;  // not a name from a store
    if (auto added = add_file(archive, member, config.store.directory + "/" + name); !added)
      return added;
  }
  return archive.finish();
}

}  // namespace

Result<BackupSummary> back_up(const Config& config, const std::string& path, bool with_secrets,
                              Instant now) {
  if (auto mounted = check_store_is_mounted(config.store.directory); !mounted)
    return mounted.error();
  std::error_code failed;
  if (!fs::is_directory(config.store.directory, failed)) {
    return Error{Fault::not_found,
                 config.store.directory + ": no such folder; there is nothing to back up yet"};
  }
  if (auto possible = files::check_replaceable(path); !possible) return possible.error();
  Result<NewFile> file = NewFile::make(path);
  if (!file) return file.error();
  BackupSummary summary{0, 0, with_secrets, now};
  std::uint64_t written = 0;
  ArchiveWriter archive([&](std::string_view bytes) {
    written += bytes.size();
    return file->write(bytes);
  });
  if (auto added = add_all(config, summary, archive); !added) return added.error();
  if (auto kept = file->keep(); !kept) return kept.error();
  summary.files = stored_names(config).size();
  summary.bytes = written;
  return summary;
}

namespace {

/// A folder that is filled beside the store; deleted with its contents unless it replaces the
/// store.
class NewStore {
 public:
  explicit NewStore(std::string path) : path_(std::move(path)) {}
  NewStore(const NewStore&) = delete;
  NewStore& operator=(const NewStore&) = delete;
  ~NewStore() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }

  [[nodiscard]] const std::string& path() const { return path_; }
  void has_moved() { path_.clear(); }

 private:
  std::string path_;
};

Result<void> sync_folders(const std::string& folder) {
  std::error_code failed;
  for (fs::recursive_directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (!entry->is_directory(failed)) continue;
    if (auto synced = files::sync_folder(entry->path()); !synced) return synced;
  }
  return files::sync_folder(folder);
}

Result<std::string> small_member(ArchiveReader& archive, std::size_t limit) {
  std::string text;
  const auto taken = archive.bytes([&](std::string_view piece) -> Result<void> {
    if (text.size() + piece.size() > limit)
      return Error{Fault::bad_input, "not a backup of Lamplighter; nothing was changed"};
    text += piece;
    return {};
  });
  return taken ? Result<std::string>(std::move(text)) : taken.error();
}

Result<BackupSummary> about_of(const std::string& text) {
  const Error wrong{Fault::bad_input, "not a backup of Lamplighter; nothing was changed"};
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return wrong;
  const auto format = json.find("format");
  if (format == json.end() || !format->is_number_integer() || *format < 1) return wrong;
  if (*format > backup_format) {
    return Error{Fault::refused,
                 fmt::format("format {} is newer than this program, which knows {}; nothing was "
                             "changed; install a newer Lamplighter",
                             format->dump(), backup_format)};
  }
  const auto at = json.find("at");
  const auto secrets = json.find("secrets");
  if (at == json.end() || !at->is_string() || secrets == json.end() || !secrets->is_boolean())
    return wrong;
  const Result<Instant> made = parse_instant(at->get_ref<const std::string&>());
  if (!made) return wrong;
  return BackupSummary{0, 0, secrets->get<bool>(), *made};
}

/// The existing config at a path, or that of the backup if there is none.
Result<Config> config_for(const std::string& path, const std::string& text) {
  Result<Config> there = load_config(path);
  if (there || there.error().fault != Fault::not_found) return there;
  CheckedConfig checked = parse_config(text, path);
  if (!checked.problems.empty()) return Error{Fault::bad_input, checked.problems.front()};
  return std::move(checked.config);
}

bool is_empty_store(const std::string& store) {
  std::error_code failed;
  return std::ranges::all_of(fs::directory_iterator(store, failed), [](const auto& entry) {
    const std::string name = entry.path().filename();
    return name == "lost+found" || name.ends_with(".lock");
  });
}

/// Errors: those of restore that concern the store.
Result<void> check_place(const std::string& store, bool may_replace) {
  if (auto mounted = check_store_is_mounted(store); !mounted) return mounted;
  std::error_code failed;
  if (!fs::exists(store, failed)) return {};
  if (csv::is_store_in_use(store) || is_played_from(store)) {
    return Error{Fault::refused,
                 store + ": a service uses this store; stop it first: systemctl stop lamplighter"};
  }
  if (may_replace || is_empty_store(store)) return {};
  return Error{Fault::refused,
               store + ": this store is not empty; with --replace it is kept beside the new one"};
}

/// The state of a restore in progress.
struct Restoring {
  std::string about;
  std::string config_text;
  std::optional<Config> config;
  BackupSummary backup{};
  std::map<std::string, std::string> secrets{};
  std::string model{};
};

Result<void> extract(ArchiveReader& archive, const std::string& path) {
  const std::string folder = folder_of(path);
  if (auto made = files::make_private_folders(folder); !made) return made;
  Result<NewFile> file = NewFile::make(path);
  if (!file) return file.error();
  const auto taken = archive.bytes([&](std::string_view piece) { return file->write(piece); });
  return taken ? file->keep() : taken;
}

Result<void> take_member(ArchiveReader& archive, const std::string& name, Restoring& restoring,
                         const std::string& new_store) {
  if (name.starts_with(store_prefix)) {
    const std::string inner = name.substr(store_prefix.size());
    const std::vector<std::string> singles = single_files(*restoring.config);
    const std::string folder = inner.substr(0, inner.find('/'));
    const bool is_known = folder == inner
                              ? std::ranges::find(singles, inner) != singles.end()
                              : std::ranges::find(store_folders, folder) != store_folders.end();
    ++restoring.backup.files;
    return is_known ? extract(archive, new_store + "/" + inner) : Result<void>();
  }
  const bool is_model = name == model_member;
  if (!is_model && !name.starts_with(secret_prefix)) return {};  // from a newer version
  Result<std::string> text = small_member(archive, is_model ? largest_model : largest_secret);
  if (!text) return text.error();
  (is_model ? restoring.model : restoring.secrets[name.substr(secret_prefix.size())]) =
      *std::move(text);
  return {};
}

Result<std::string> named_member(ArchiveReader& archive, std::string_view name, std::size_t limit) {
  const auto member = archive.next();
  if (!member) return member.error();
  if (!*member || (*member)->name != name)
    return Error{Fault::bad_input, "not a backup of Lamplighter; nothing was changed"};
  return small_member(archive, limit);
}

/// Whether a path in a config stays within reach of the backup: in the store, or beside the config.
bool is_ours(const std::string& path, const Config& config) {
  const auto is_below = [&](const fs::path& folder) {
    const std::string inside = fs::absolute(path).lexically_normal().lexically_relative(
        fs::absolute(folder).lexically_normal());
    return !inside.empty() && inside != "." && !inside.starts_with("..");
  };
  return is_below(config.store.directory) || is_below(folder_of(config.path));
}

/// The path of a file of the store while the new store is beside it.
std::string path_meanwhile(const std::string& path, const Config& config,
                           const std::string& new_store) {
  const std::string inside = fs::absolute(path).lexically_normal().lexically_relative(
      fs::absolute(config.store.directory).lexically_normal());
  const bool is_inside = !inside.empty() && !inside.starts_with("..");
  return is_inside ? new_store + "/" + inside : path;
}

Result<void> write_named(const Restoring& restoring, const std::string& new_store,
                         Restored& restored) {
  const Config& config = *restoring.config;
  std::map<std::string, std::pair<std::string, std::string>> wanted;  // path and text by name
  const std::map<std::string, std::string> paths = secrets_of(config);
  for (const auto& [name, text] : restoring.secrets) {
    if (const auto path = paths.find(name); path != paths.end())
      wanted[std::string(secret_prefix) + name] = {path->second, text};
  }
  if (!restoring.model.empty())
    wanted[std::string(model_member)] = {model_path(config), restoring.model};
  for (const auto& [name, file] : wanted) {
    const std::string path = path_meanwhile(file.first, config, new_store);
    std::error_code failed;
    if (!is_ours(file.first, config)) {
      restored.notes.push_back(fmt::format(
          "{}: not restored, since it is neither in the store nor beside the config", file.first));
    } else if (fs::exists(path, failed)) {
      restored.notes.push_back(fmt::format("{}: left as it is", file.first));
    } else if (auto written = files::make_private_folders(folder_of(path)); !written) {
      return written;
    } else if (auto put = files::replace_file(path, file.second); !put) {
      return put;
    }
  }
  return {};
}

/// Gives the new store the owner of the old one, or of the parent folder.
Result<void> give_to(const std::string& folder, const std::string& like) {
  struct stat status {};
  if (::geteuid() != 0 || ::stat(like.c_str(), &status) != 0) return {};
  std::error_code failed;
  std::vector<std::string> paths{folder};
  for (fs::recursive_directory_iterator entry(folder, failed), end; !failed && entry != end;
       entry.increment(failed))
    paths.push_back(entry->path());
  for (const std::string& path : paths) {
    if (::lchown(path.c_str(), status.st_uid, status.st_gid) != 0)
      return files::system_error("give to the service's user", path, errno);
  }
  return {};
}

/// Replaces the old store by the new one; the old one is kept if it is not empty.
Result<void> swap_stores(const std::string& store, NewStore& fresh, Instant now,
                         Restored& restored) {
  std::error_code failed;
  if (fs::exists(store, failed)) {
    std::string stamp = to_iso(std::chrono::floor<std::chrono::seconds>(now));
    std::erase_if(stamp, [](char c) { return c == '-' || c == ':'; });
    const std::string first = store + ".before-restore-" + stamp;
    std::string aside = first;
    for (int again = 2; fs::exists(aside, failed); ++again) {
      aside = first + "-" + std::to_string(again);
    }
    if (::rename(store.c_str(), aside.c_str()) != 0) {
      if (errno == EBUSY) {
        return Error{Fault::refused,
                     store +
                         ": a disk is mounted there, so it cannot be replaced; give the config a "
                         "folder on that disk as [store] directory"};
      }
      return files::system_error("move aside", store, errno);
    }
    restored.kept = aside;
  }
  if (::rename(fresh.path().c_str(), store.c_str()) != 0) {
    const int error = errno;
    if (!restored.kept.empty()) ::rename(restored.kept.c_str(), store.c_str());
    return files::system_error("put in place", store, error);
  }
  fresh.has_moved();
  if (!restored.kept.empty() && is_empty_store(restored.kept)) {
    fs::remove_all(restored.kept, failed);
    restored.kept.clear();
  }
  return files::sync_folder(folder_of(store));
}

/// A symbolic link is kept: its target is replaced. Without a trailing "/".
std::string real_store(const std::string& directory) {
  std::error_code failed;
  const fs::path real = fs::weakly_canonical(fs::absolute(directory), failed);
  std::string path = failed ? directory : real.string();
  while (path.size() > 1 && path.ends_with('/')) path.pop_back();
  return path;
}

Result<Restored> restore_from(ArchiveReader& archive, const RestoreOptions& options, Instant now) {
  const auto about = named_member(archive, about_member, largest_about);
  if (!about) return about.error();
  const auto backup = about_of(*about);
  if (!backup) return backup.error();
  const auto config_text = named_member(archive, config_member, largest_config);
  if (!config_text) return config_text.error();
  const auto config = config_for(options.config, *config_text);
  if (!config) return config.error();
  const std::string store = real_store(config->store.directory);
  if (auto free = check_place(store, options.may_replace); !free) return free.error();
  Restoring restoring{*about, *config_text, *config, *backup, {}, {}};
  std::error_code failed;
  const bool has_config = fs::exists(options.config, failed);
  NewStore fresh(store + ".restoring");
  fs::remove_all(fresh.path(), failed);  // left by a restore that a power cut interrupted
  if (auto made = files::make_private_folders(fresh.path()); !made) return made.error();
  while (true) {
    const auto member = archive.next();
    if (!member) return member.error();
    if (!*member) break;
    if (auto taken = take_member(archive, (*member)->name, restoring, fresh.path()); !taken)
      return taken.error();
  }
  Restored restored{restoring.backup, store, {}, false, {}};
  if (auto put = write_named(restoring, fresh.path(), restored); !put) return put.error();
  // An absence at the time of the backup does not continue.
  if (fs::exists(absences_path(fresh.path()), failed)) {
    if (auto home = PlayRecord(fresh.path()).turned(false, backup->at); !home) return home.error();
  }
  const std::string owner = fs::exists(store, failed) ? store : folder_of(store);
  if (auto given = give_to(fresh.path(), owner); !given) return given.error();
  if (auto synced = sync_folders(fresh.path()); !synced) return synced.error();
  if (auto free = check_place(store, options.may_replace); !free) return free.error();
  if (auto swapped = swap_stores(store, fresh, now, restored); !swapped) return swapped.error();
  if (has_config) return restored;
  const std::string folder = folder_of(options.config);
  if (auto made = files::make_private_folders(folder); !made) return made.error();
  if (auto put = files::replace_file(options.config, *config_text); !put) return put.error();
  restored.has_written_config = true;
  return restored;
}

}  // namespace

Result<Restored> restore(const std::string& path, const RestoreOptions& options, Instant now) {
  const files::FileHandle file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.is_open()) return files::system_error("read", path, errno);
  ArchiveReader archive([&](char* to, std::size_t size) -> Result<std::size_t> {
    while (true) {
      const ssize_t got = ::read(file.get(), to, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) return files::system_error("read", path, errno);
    }
  });
  Result<Restored> restored = restore_from(archive, options, now);
  if (restored) {
    struct stat status {};
    if (::fstat(file.get(), &status) == 0)
      restored->backup.bytes = static_cast<std::uint64_t>(status.st_size);
    return restored;
  }
  return with_context(path, restored.error());
}

}  // namespace lamplighter::app
