// SPDX-License-Identifier: Apache-2.0
// Changes to lamplighter.toml as a person would make them: the text is edited, not written again,
// so that comments, order, spaces and keys that are unknown here stay as they are.
#pragma once

#include "core/result.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::app {

/// A key of a config and its new value.
struct ConfigEdit {
  std::string table;                ///< "home"
  std::optional<std::string> name;  ///< of [[table]], the one whose key `name` has this value
  std::string key;                  ///< letters, digits, - and _
  std::string value;                ///< as TOML writes it: toml_string, "52.5", "[\"a\"]"
};

/// The text with these changes. A table that is not there is added at the end, with [[table]] its
/// name first. Errors: bad_input for a text or a value that is not TOML, for several tables of one
/// name, and for a text whose other values would change (a table in one line, dotted keys): then a
/// person has to edit it.
Result<std::string> edit_config(std::string text, const std::vector<ConfigEdit>& edits);

/// A text as TOML writes it, in double quotes.
std::string toml_string(std::string_view text);

/// What differs between two texts, line by line: "- old", "+ new", and "  same" for two lines
/// around.
std::string config_difference(std::string_view before, std::string_view after);

}  // namespace lamplighter::app
