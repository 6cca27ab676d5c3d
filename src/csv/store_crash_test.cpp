// SPDX-License-Identifier: Apache-2.0
// The store against kill -9, a full disk and missing permissions: with real processes, real limits
// and, if the machine allows it, a real small file system.
#include "core/random.h"
#include "csv/store.h"
#include "testing/in_child.h"
#include "testing/scratch_folder.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <functional>
#include <string>

namespace lamplighter::csv {
namespace {

using lamplighter::testing::in_child;
using lamplighter::testing::ScratchFolder;

const Instant midnight = *parse_instant("2016-07-03T00:00:00Z");

/// The n-th reading of a sensor; from n = 500 on it belongs to the next file.
Reading numbered(int n, const std::string& sensor = "front") {
  return {SensorId(sensor), midnight + (n - 500) * 1s, Lux(n)};
}

/// The numbers of the sensor's stored readings in order, and whether every row was whole.
struct Found {
  std::vector<int> numbers;
  std::int64_t rejected = 0;
};

Found find(const std::string& directory, const std::string& sensor = "front") {
  Found found;
  const auto read = read_store(directory, SensorId(sensor), Instant::min(), Instant::max());
  if (!read) return found;
  for (const auto& sample : read->readings.samples)
    found.numbers.push_back(static_cast<int>(sample.value.value()));
  found.rejected = read->readings.report.rejected_rows();
  return found;
}

/// Appends numbered readings until killed, and writes a byte to `acknowledge` for each that `sync`
/// has put on disk.
void write_until_killed(const std::string& directory, int from, std::uint64_t seed,
                        int acknowledge) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  auto store = Store::open(directory);
  if (!store) ::_exit(2);
  Rng rng(seed);
  for (int n = from;;) {
    const auto batch = 1 + rng.below(5);
    for (std::uint64_t i = 0; i < batch; ++i) {
      if (!store->append(numbered(n++))) ::_exit(3);
    }
    if (!store->sync()) ::_exit(4);
    const std::string bytes(batch, '.');
    if (::write(acknowledge, bytes.data(), batch) != static_cast<ssize_t>(batch)) ::_exit(5);
  }
}

/// Starts a writer, kills it after `enough` readings were acknowledged, and returns their number.
int acknowledged_before_kill(const std::string& directory, int from, std::uint64_t seed,
                             std::size_t enough) {
  int ends[2];
  if (::pipe(ends) != 0) return -1;
  const pid_t child = ::fork();
  if (child == 0) write_until_killed(directory, from, seed, ends[1]);
  ::close(ends[1]);
  std::size_t count = 0;
  char buffer[64];
  bool is_killed = false;
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;) {
    count += static_cast<std::size_t>(got);
    if (count >= enough && !is_killed) is_killed = ::kill(child, SIGKILL) == 0;
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  EXPECT_TRUE(WIFSIGNALED(status)) << "exit " << WEXITSTATUS(status);
  return static_cast<int>(count);
}

TEST(StoreCrash, WhatWasAcknowledgedSurvivesKillAtAnyMoment) {
  const ScratchFolder folder;
  const std::string directory = folder.path("store");
  int next = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Rng rng(seed);
    const int acknowledged = acknowledged_before_kill(directory, next, seed, 1 + rng.below(30));
    ASSERT_GT(acknowledged, 0);
    { ASSERT_TRUE(Store::open(directory)) << "mends what is torn"; }
    const Found found = find(directory);
    ASSERT_EQ(found.rejected, 0) << "a torn row in round " << seed;
    ASSERT_GE(found.numbers.size(), static_cast<std::size_t>(next + acknowledged));
    for (std::size_t i = 0; i < found.numbers.size(); ++i)
      ASSERT_EQ(found.numbers[i], static_cast<int>(i)) << "round " << seed;
    next = static_cast<int>(found.numbers.size());
  }
  EXPECT_GT(next, 500) << "both days were reached";
}

/// Appends and syncs numbered readings until a sync fails; returns the first number not synced.
int fill(Store& store, int from) {
  for (int n = from; n < from + 5000; ++n) {
    if (!store.append(numbered(n))) return -1;
    if (!store.sync()) return n;
  }
  return -1;
}

/// Checks the store after the disk was full at `full` and space was freed: nothing lost, duplicated
/// or torn. Returns a sentence if it fails.
std::string check_recovery(Store& store, const std::string& directory, int full) {
  for (int n = full + 1; n < full + 10; ++n) {
    if (!store.append(numbered(n))) return "a held row was refused";
    if (store.sync()) return "a full disk took a row";
  }
  if (store.held_rows() != 10) return fmt::format("{} rows are held", store.held_rows());
  const Found before = find(directory);
  if (before.rejected != 0) return "a row is torn while the disk is full";
  if (before.numbers.size() != static_cast<std::size_t>(full)) return "a written row is gone";
  return "";
}

std::string check_all(const std::string& directory, int count) {
  const Found found = find(directory);
  if (found.rejected != 0) return "a row is torn";
  if (found.numbers.size() != static_cast<std::size_t>(count))
    return fmt::format("{} rows instead of {}", found.numbers.size(), count);
  for (int n = 0; n < count; ++n) {
    if (found.numbers[static_cast<std::size_t>(n)] != n) return fmt::format("row {} is missing", n);
  }
  return "";
}

TEST(StoreCrash, ALimitOnFileSizesTearsNoRowAndWritingResumes) {
  for (const rlim_t limit : {1000U, 1001U, 1023U, 4096U, 5000U}) {
    const ScratchFolder folder;
    EXPECT_EQ(in_child([&]() -> std::string {
                ::signal(SIGXFSZ, SIG_IGN);
                auto store = Store::open(folder.path("store"));
                if (!store) return store.error().message;
                rlimit before{};
                ::getrlimit(RLIMIT_FSIZE, &before);
                const rlimit small{limit, before.rlim_max};
                ::setrlimit(RLIMIT_FSIZE, &small);
                const int full = fill(*store, 0);
                if (full < 10) return fmt::format("full after {}", full);
                std::string fault = check_recovery(*store, folder.path("store"), full);
                if (!fault.empty()) return fault;
                ::setrlimit(RLIMIT_FSIZE, &before);
                if (auto synced = store->sync(); !synced) return synced.error().message;
                return check_all(folder.path("store"), full + 10);
              }),
              "")
        << "limit " << limit;
  }
}

/// Mounts a 64 KiB RAM disk at `path`, visible to this process only.
bool mount_small(const std::string& path) {
  const int alone = CLONE_NEWNS | (::geteuid() == 0 ? 0 : CLONE_NEWUSER);
  return ::unshare(alone) == 0 && ::mount("", "/", nullptr, MS_PRIVATE | MS_REC, nullptr) == 0 &&
         ::mount("small", path.c_str(), "tmpfs", 0, "size=64k") == 0;
}

TEST(StoreCrash, AFullFileSystemTearsNoRowAndWritingResumes) {
  const ScratchFolder folder;
  std::filesystem::create_directory(folder.path("disk"));
  const std::string fault = in_child([&]() -> std::string {
    if (!mount_small(folder.path("disk"))) return "cannot mount";
    static_cast<void>(folder.write("disk/ballast", std::string(30'000, 'x')));
    const std::string directory = folder.path("disk/store");
    auto store = Store::open(directory);
    if (!store) return store.error().message;
    const int full = fill(*store, 0);
    if (full < 50) return fmt::format("full after {}", full);
    std::string trouble = check_recovery(*store, directory, full);
    if (!trouble.empty()) return trouble;
    std::filesystem::remove(folder.path("disk/ballast"));
    if (auto synced = store->sync(); !synced) return synced.error().message;
    return check_all(directory, full + 10);
  });
  if (fault == "cannot mount") GTEST_SKIP() << "this machine lets no test mount a file system";
  EXPECT_EQ(fault, "");
}

/// Runs `work` on a new store as an unprivileged user, because root may write everywhere.
std::string as_nobody(const std::function<std::string(Store&, const std::string&)>& work) {
  const ScratchFolder folder;
  constexpr uid_t nobody = 65534;
  if (::geteuid() == 0 && ::chown(folder.path("").c_str(), nobody, nobody) != 0) return "chown";
  return in_child([&]() -> std::string {
    if (::geteuid() == 0 && ::setuid(nobody) != 0) return "cannot give up rights";
    auto store = Store::open(folder.path("store"));
    if (!store) return store.error().message;
    if (!store->append(numbered(0)) || !store->sync()) return "nothing was written";
    return work(*store, folder.path("store"));
  });
}

/// The sync must fail for lack of permissions, with this many rows held.
std::string check_refused(Store& store, std::int64_t held) {
  const auto synced = store.sync();
  if (synced) return "rights were ignored";
  if (synced.error().fault != Fault::refused) return synced.error().message;
  return store.held_rows() == held ? "" : fmt::format("{} rows are held", store.held_rows());
}

TEST(StoreCrash, AFolderWithoutRightsHoldsRowsAndWritingResumes) {
  EXPECT_EQ(as_nobody([](Store& store, const std::string& directory) -> std::string {
              const std::string sensors = directory + "/readings";
              ::chmod((sensors + "/front").c_str(), 0555);
              ::chmod(sensors.c_str(), 0555);
              // The open file still accepts rows; another sensor and another day need the folder.
              if (!store.append(numbered(1, "back")) || !store.append(numbered(600)))
                return "a row was refused";
              std::string fault = check_refused(store, 2);
              if (!fault.empty()) return fault;
              ::chmod(sensors.c_str(), 0755);
              ::chmod((sensors + "/front").c_str(), 0755);
              if (auto again = store.sync(); !again) return again.error().message;
              if (find(directory).numbers != std::vector{0, 600}) return "a row is missing";
              return find(directory, "back").numbers == std::vector{1} ? "" : "back is missing";
            }),
            "");
}

// A folder that can be written but not opened: the rows are in the file, but the flush fails.
TEST(StoreCrash, RowsOfAFailedFlushAreWrittenAgainAndNotTwice) {
  EXPECT_EQ(as_nobody([](Store& store, const std::string& directory) -> std::string {
              const std::string sensor = directory + "/readings/front";
              ::chmod(sensor.c_str(), 0333);
              for (int n = 600; n < 603; ++n) {
                if (!store.append(numbered(n))) return "a row was refused";
                std::string fault = check_refused(store, n - 599);
                if (!fault.empty()) return fault;
              }
              ::chmod(sensor.c_str(), 0755);
              if (auto again = store.sync(); !again) return again.error().message;
              const Found found = find(directory);
              if (found.rejected != 0) return fmt::format("{} rows twice or torn", found.rejected);
              return found.numbers == std::vector{0, 600, 601, 602} ? "" : "a row is missing";
            }),
            "");
}

}  // namespace
}  // namespace lamplighter::csv
