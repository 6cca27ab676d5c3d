// SPDX-License-Identifier: Apache-2.0
#include "app/known_corrections.h"

#include "analysis/corrections.h"
#include "app/config.h"
#include "csv/corrections_file.h"

#include <fmt/format.h>

#include <utility>

namespace lamplighter::app {
namespace {

Result<std::vector<Correction>> read(const std::string& path) {
  Result<csv::CorrectionRows> rows = csv::read_corrections(path);
  if (!rows) return rows.error();
  if (rows->flawed > 0)
    fmt::print(stderr, "note: {}: {} rows are no corrections\n", path, rows->flawed);
  return std::move(rows->corrections);
}

}  // namespace

Result<std::vector<Correction>> corrections_of_store(const std::string& store) {
  auto said = read(csv::corrections_path(store));
  if (!said && said.error().fault == Fault::not_found) return std::vector<Correction>();
  return said;
}

Result<std::vector<Correction>> corrections_for(const LightOptions& options) {
  if (!options.corrections.empty()) return read(options.corrections);
  if (!options.files.empty()) return std::vector<Correction>();
  const Result<Config> config = load_config(config_path(options.place.config));
  if (!config) return config.error();
  return corrections_of_store(config->store.directory);
}

void correct(std::span<RoomDetection> rooms, std::span<const Correction> said) {
  for (RoomDetection& room : rooms) lamplighter::correct(room.detection, in_force(said, room.room));
}

}  // namespace lamplighter::app
