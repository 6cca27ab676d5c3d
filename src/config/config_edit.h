// SPDX-License-Identifier: Apache-2.0
// Changes to lamplighter.toml as a person would make them: the text is edited, not written again,
// so that comments, order, spaces and keys that are unknown here stay as they are.
#pragma once

#include "core/result.h"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lamplighter::app {

/// A key of a config and its new value.
struct ConfigEdit {
  std::string table;                ///< "home"
  std::optional<std::string> name;  ///< of [[table]], the one whose key `name` has this value
  std::string key;                  ///< letters, digits, - and _
  std::string value;  ///< as TOML writes it: toml_string, "52.5", "[\"a\"]"; empty: no such key
};

/// The text with these changes. A table that is not there is added at the end, with [[table]] its
/// name first. Errors: bad_input for a text or a value that is not TOML, for several tables of one
/// name, and for a text whose other values would change (a table in one line, dotted keys): then a
/// person has to edit it.
Result<std::string> edit_config(std::string text, const std::vector<ConfigEdit>& edits);

/// A key and its value, as TOML writes it.
using ConfigKey = std::pair<std::string, std::string>;

/// The text with one more table of a list: [[source]], [[away.vacation]]; behind the others of the
/// list, or at the end. Errors: as for edit_config.
Result<std::string> add_table(std::string text, const std::string& list,
                              const std::vector<ConfigKey>& keys);

/// The text without a table of a list, its comments and all: from its header to its last key.
/// Errors: as for edit_config, not_found.
Result<std::string> remove_table(std::string text, const std::string& list, std::size_t index);

/// A text as TOML writes it, in double quotes.
std::string toml_string(std::string_view text);

/// A list of texts as TOML writes it.
std::string toml_list(const std::vector<std::string>& texts);

/// What differs between two texts, line by line: "- old", "+ new", and "  same" for two lines
/// around.
std::string config_difference(std::string_view before, std::string_view after);

}  // namespace lamplighter::app
