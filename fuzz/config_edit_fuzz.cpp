// SPDX-License-Identifier: Apache-2.0
// An edit of any text changes one value and no other, or is an error. The result can be edited
// again with the value it contains.
#include "config/config_edit.h"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using lamplighter::app::ConfigEdit;
  const std::string text(reinterpret_cast<const char*>(bytes), size);
  const std::string value = lamplighter::app::toml_string(text.substr(0, 12));
  for (const ConfigEdit& edit :
       {ConfigEdit{"home", {}, "time_zone", value}, ConfigEdit{"room", "hall", "sensor", value}}) {
    const auto once = lamplighter::app::edit_config(text, {edit});
    if (!once) continue;
    const auto again = lamplighter::app::edit_config(*once, {edit});
    if (!again || *again != *once) std::abort();
  }
  static_cast<void>(lamplighter::app::add_table(text, "away.vacation", {{"from", value}}));
  static_cast<void>(lamplighter::app::remove_table(text, "room", 0));
  return 0;
}
