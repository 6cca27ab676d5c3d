// SPDX-License-Identifier: Apache-2.0
#include "app/model_file.h"

#include "app/text_file.h"
#include "files/replace_file.h"
#include "model/model_text.h"

namespace lamplighter::app {
namespace {

constexpr std::size_t largest_model = 64 << 20;

}  // namespace

Result<HouseModel> read_model_file(const std::string& path) {
  const Result<std::string> text = read_text_file(path, largest_model);
  if (!text) return text.error();
  Result<HouseModel> house = parse_house_model(*text);
  if (!house) return with_context(path, house.error());
  return house;
}

Result<void> write_model_file(const std::string& path, const HouseModel& house) {
  return files::write_output(path, to_text(house));
}

}  // namespace lamplighter::app
