// SPDX-License-Identifier: Apache-2.0
#include "app/cuts.h"

#include "analysis/levels.h"
#include "csv/number_text.h"

#include <fmt/format.h>

#include <cmath>

namespace lamplighter::app {

Result<std::vector<double>> parse_cuts(std::string_view text) {
  const Error error{Fault::bad_input,
                    fmt::format("cuts \"{}\": expected three rising numbers of lux, as 31,137,344",
                                text.substr(0, 60))};
  std::vector<double> cuts;
  std::string_view rest = text;
  for (bool more = true; more;) {
    const std::size_t comma = rest.find(',');
    const auto cut = csv::parse_number(rest.substr(0, comma));
    if (!cut || !std::isfinite(*cut)) return error;
    if (!cuts.empty() && *cut <= cuts.back()) return error;
    cuts.push_back(*cut);
    more = comma != std::string_view::npos;
    if (more) rest.remove_prefix(comma + 1);
  }
  if (cuts.size() + 1 != default_level_count) return error;
  return cuts;
}

}  // namespace lamplighter::app
