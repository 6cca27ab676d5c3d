// SPDX-License-Identifier: Apache-2.0
// Any bytes as the record of an interrupted import: completed, or refused. A completed import can
// be undone without leaving a row.
#include "csv/import_record.h"
#include "require.h"

#include <sys/stat.h>

#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

using namespace lamplighter;

namespace fs = std::filesystem;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  struct stat about {};
  const std::string place = ::stat("/dev/shm", &about) == 0 ? "/dev/shm/" : "";
  const std::string folder = place + "import-fuzz-" + std::to_string(::getpid());
  fs::remove_all(folder);
  fs::create_directories(folder + "/imports");
  std::ofstream(folder + "/imports/one.pending", std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(size));
  if (auto store = csv::Store::open(folder)) {
    const auto finished = csv::finish_imports(*store, folder);
    if (finished) {
      require(csv::undo_import(*store, folder, "one").has_value());
      require(csv::imports_of(folder).empty());
    }
  }
  fs::remove_all(folder);
  return 0;
}
