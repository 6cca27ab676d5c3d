// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::app {

/// The candidate with the fewest single-letter edits to `word`; empty where all are far from it
/// (more than a third of its letters, and more than two).
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace lamplighter::app
