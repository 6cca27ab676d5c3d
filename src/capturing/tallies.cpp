// SPDX-License-Identifier: Apache-2.0
#include "capturing/tallies.h"

namespace lamplighter {

void Tallies::add(std::string_view name) {
  std::string shown = printable(name);
  const auto found = counts_.find(shown);
  if (found != counts_.end()) {
    ++found->second;
  } else if (counts_.size() < max_names_) {
    counts_.emplace(std::move(shown), 1);
  } else {
    ++others_;
  }
}

std::string printable(std::string_view text, std::size_t longest) {
  std::string shown(text.substr(0, longest));
  for (char& c : shown) {
    if (c < ' ' || c > '~') c = '?';
  }
  return shown;
}

}  // namespace lamplighter
