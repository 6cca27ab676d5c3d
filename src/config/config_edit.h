// SPDX-License-Identifier: Apache-2.0
// Changes to lamplighter.toml as a user would make them: the text is edited, not regenerated, so
// that comments, order, whitespace and unknown keys are preserved.
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
  std::optional<std::string> name;  ///< for [[table]]: the table whose key `name` has this value
  std::string key;                  ///< letters, digits, - and _
  std::string value;  ///< in TOML syntax: toml_string, "52.5", "[\"a\"]"; empty: remove the key
};

/// Applies the edits to the text. A missing table is appended at the end; a [[table]] starts with
/// its name. Errors: bad_input for a text or value that is not TOML, for several tables of one
/// name, and for a text in which other values would change (inline tables, dotted keys): the user
/// then has to edit it.
Result<std::string> edit_config(std::string text, const std::vector<ConfigEdit>& edits);

/// A key and its value in TOML syntax.
using ConfigKey = std::pair<std::string, std::string>;

/// Adds a table to a list: [[source]], [[away.vacation]]; after the existing tables of the list, or
/// at the end. Errors: as for edit_config.
Result<std::string> add_table(std::string text, const std::string& list,
                              const std::vector<ConfigKey>& keys);

/// Removes a table from a list, including its comments: from its header to its last key. Errors: as
/// for edit_config, not_found.
Result<std::string> remove_table(std::string text, const std::string& list, std::size_t index);

/// A string in TOML syntax, in double quotes.
std::string toml_string(std::string_view text);

/// A list of strings in TOML syntax.
std::string toml_list(const std::vector<std::string>& texts);

/// The difference between two texts, line by line: "- old", "+ new", and "  same" for two lines of
/// context.
std::string config_difference(std::string_view before, std::string_view after);

}  // namespace lamplighter::app
