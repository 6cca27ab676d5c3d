// SPDX-License-Identifier: Apache-2.0
#include "config/config_edit.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <sstream>
#include <utility>

namespace lamplighter::app {
namespace {

Error cannot_edit(const ConfigEdit& edit, std::string_view why) {
  return {Fault::bad_input,
          fmt::format("[{}] {}: cannot be changed automatically: {}; edit the file", edit.table,
                      edit.key, why)};
}

Result<toml::table> parsed(std::string_view text) {
  try {
    return toml::table(toml::parse(text));
  } catch (const toml::parse_error& error) {
    return Error{Fault::bad_input, fmt::format("line {}: {}", error.source().begin.line,
                                               std::string(error.description()))};
  }
}

/// The offset of each line's first byte, and of the end of the text.
std::vector<std::size_t> line_starts(std::string_view text) {
  std::vector<std::size_t> starts{0};
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] == '\n') starts.push_back(i + 1);
  return starts;
}

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) == 0x80; }

/// The byte offset of a position; its column counts characters.
std::size_t offset_of(std::string_view text, toml::source_position at) {
  const std::vector<std::size_t> starts = line_starts(text);
  if (at.line == 0 || at.line > starts.size()) return text.size();
  std::size_t offset = starts[at.line - 1];
  for (toml::source_index column = 1; column < at.column && offset < text.size(); ++column) {
    ++offset;
    while (offset < text.size() && continues_character(text[offset])) ++offset;
  }
  return offset;
}

/// The offset after the line of a position.
std::size_t line_end(std::string_view text, toml::source_index line) {
  const std::vector<std::size_t> starts = line_starts(text);
  return line < starts.size() ? starts[line] : text.size();
}

/// The table that an edit addresses; null: it does not exist. Errors: the name is used by something
/// else.
Result<toml::table*> table_of(toml::table& root, const ConfigEdit& edit) {
  toml::node* const found = root.get(edit.table);
  if (found == nullptr) return nullptr;
  if (!edit.name) {
    if (toml::table* const table = found->as_table()) return table;
    return cannot_edit(edit, "it is not a table");
  }
  toml::array* const list = found->as_array();
  if (list == nullptr) return cannot_edit(edit, "it is not a list of tables");
  toml::table* chosen = nullptr;
  for (toml::node& one : *list) {
    toml::table* const table = one.as_table();
    if (table == nullptr) return cannot_edit(edit, "it is not a list of tables");
    if ((*table)["name"].value_or(std::string()) != *edit.name) continue;
    if (chosen != nullptr)
      return cannot_edit(edit, fmt::format("\"{}\" is there twice", *edit.name));
    chosen = table;
  }
  return chosen;
}

/// The last line of a table's own keys; that of its header if it has no keys.
toml::source_index last_line(const toml::table& table) {
  toml::source_index last = table.source().begin.line;
  for (const auto& [key, value] : table) {
    const bool is_below = value.is_table() || value.is_array_of_tables();
    if (!is_below) last = std::max(last, value.source().end.line);
  }
  return last;
}

std::string line_of(const ConfigEdit& edit) {
  return fmt::format("{} = {}\n", edit.key, edit.value);
}

std::string with_new_table(std::string text, const ConfigEdit& edit) {
  if (!text.empty() && text.back() != '\n') text += '\n';
  if (!text.empty()) text += '\n';
  text += edit.name ? fmt::format("[[{}]]\nname = {}\n", edit.table, toml_string(*edit.name))
                    : fmt::format("[{}]\n", edit.table);
  const bool is_name = edit.name && edit.key == "name";
  return is_name ? text : text + line_of(edit);
}

/// The text without these lines, both included.
std::string without_lines(std::string text, toml::source_index first, toml::source_index last) {
  const std::size_t begin = line_starts(text)[first - 1];
  return text.erase(begin, line_end(text, last) - begin);
}

std::string with_value(std::string text, const toml::table& table, const ConfigEdit& edit) {
  if (edit.value.empty()) {
    const toml::node* const old = table.get(edit.key);
    if (old == nullptr) return text;
    return without_lines(std::move(text), old->source().begin.line, old->source().end.line);
  }
  if (const toml::node* const old = table.get(edit.key)) {
    const std::size_t begin = offset_of(text, old->source().begin);
    const std::size_t end = offset_of(text, old->source().end);
    return text.replace(begin, std::max(begin, end) - begin, edit.value);
  }
  const std::size_t at = line_end(text, last_line(table));
  const bool needs_break = at > 0 && text[at - 1] != '\n';
  return text.insert(at, (needs_break ? "\n" : "") + line_of(edit));
}

/// Applies the edit to the parsed values, for comparison with the edited text.
Result<void> apply(toml::table& root, const ConfigEdit& edit) {
  if (edit.value.empty()) {
    const Result<toml::table*> table = table_of(root, edit);
    if (table && *table != nullptr) (*table)->erase(edit.key);
    return {};
  }
  const Result<toml::table> value = parsed("v = " + edit.value + "\n");
  if (!value) return cannot_edit(edit, "its value is not TOML");
  if (value->size() != 1) return cannot_edit(edit, "its value is not one value");
  Result<toml::table*> table = table_of(root, edit);
  if (!table) return table.error();
  if (*table == nullptr) {
    if (!edit.name) {
      root.insert(edit.table, toml::table());
    } else {
      if (!root.contains(edit.table)) root.insert(edit.table, toml::array());
      toml::table made;
      made.insert("name", *edit.name);
      root[edit.table].as_array()->push_back(std::move(made));
    }
    table = table_of(root, edit);
    if (!table) return table.error();
  }
  (*table)->insert_or_assign(edit.key, *value->get("v"));
  return {};
}

bool is_key(std::string_view key) {
  const auto fits = [](char letter) {
    return ('a' <= letter && letter <= 'z') || ('A' <= letter && letter <= 'Z') ||
           ('0' <= letter && letter <= '9') || letter == '-' || letter == '_';
  };
  return !key.empty() && std::all_of(key.begin(), key.end(), fits);
}

bool says(const std::string& text, const toml::table& meant) {
  const Result<toml::table> reread = parsed(text);
  return reread && *reread == meant;
}

Result<std::string> edit_once(std::string text, const ConfigEdit& edit) {
  if (!is_key(edit.table) || !is_key(edit.key)) return cannot_edit(edit, "that is not a key");
  if (edit.value.find('\n') != std::string::npos) return cannot_edit(edit, "its value has lines");
  Result<toml::table> root = parsed(text);
  if (!root) return root.error();
  const Result<toml::table*> table = table_of(*root, edit);
  if (!table) return table.error();
  if (*table == nullptr && edit.value.empty()) return text;
  std::string edited =
      *table == nullptr ? with_new_table(text, edit) : with_value(text, **table, edit);
  if (const Result<void> meant = apply(*root, edit); !meant) return meant.error();
  if (says(edited, *root)) return edited;
  // A table that exists only because it contains others, as [away] does with [[away.vacation]], has
  // no line where a key could go.
  edited = with_new_table(std::move(text), edit);
  if (!edit.name && says(edited, *root)) return edited;
  return cannot_edit(edit, "it is written in a way that is not known");
}

}  // namespace

Result<std::string> edit_config(std::string text, const std::vector<ConfigEdit>& edits) {
  for (const ConfigEdit& edit : edits) {
    Result<std::string> edited = edit_once(std::move(text), edit);
    if (!edited) return edited;
    text = *std::move(edited);
  }
  return text;
}

namespace {

Error cannot_edit_list(const std::string& list) {
  return {Fault::bad_input,
          fmt::format("[[{}]]: cannot be changed automatically: it is written in a way that is not "
                      "known; edit the file",
                      list)};
}

/// "away", "vacation" of "away.vacation".
std::pair<std::string, std::string> path_of(const std::string& list) {
  const std::size_t dot = list.find('.');
  if (dot == std::string::npos) return {"", list};
  return {list.substr(0, dot), list.substr(dot + 1)};
}

/// The table that contains the list; null: it does not exist.
toml::table* holder_of(toml::table& root, const std::string& list) {
  const std::string above = path_of(list).first;
  return above.empty() ? &root : root[above].as_table();
}

/// The tables of the list; null: there are none.
toml::array* tables_of(toml::table& root, const std::string& list) {
  toml::table* const holder = holder_of(root, list);
  return holder == nullptr ? nullptr : (*holder)[path_of(list).second].as_array();
}

/// The tables of the list, created if there are none; null: the name is used by something else.
toml::array* made_tables(toml::table& root, const std::string& list) {
  const auto [above, name] = path_of(list);
  if (!above.empty() && !root.contains(above)) root.insert(above, toml::table());
  toml::table* const holder = holder_of(root, list);
  if (holder == nullptr) return nullptr;
  if (!holder->contains(name)) holder->insert(name, toml::array());
  return (*holder)[name].as_array();
}

/// Removes what is left of an empty list.
void tidy(toml::table& root, const std::string& list, bool with_holder) {
  const auto [above, name] = path_of(list);
  toml::table* const holder = holder_of(root, list);
  const toml::array* const tables = tables_of(root, list);
  if (tables != nullptr && tables->empty()) holder->erase(name);
  if (with_holder && !above.empty() && holder->empty()) root.erase(above);
}

bool is_list_name(const std::string& list) {
  const auto [above, name] = path_of(list);
  return (above.empty() || is_key(above)) && is_key(name);
}

}  // namespace

Result<std::string> add_table(std::string text, const std::string& list,
                              const std::vector<ConfigKey>& keys) {
  std::string lines = fmt::format("[[{}]]\n", list);
  for (const auto& [key, value] : keys) lines += fmt::format("{} = {}\n", key, value);
  const Result<toml::table> added = parsed(lines);
  Result<toml::table> root = parsed(text);
  if (!root) return root.error();
  toml::array* const tables = is_list_name(list) ? made_tables(*root, list) : nullptr;
  if (!added || tables == nullptr) return cannot_edit_list(list);
  toml::table copy = *added;
  const toml::array* const one = tables_of(copy, list);
  if (one == nullptr || one->size() != 1) return cannot_edit_list(list);
  const bool is_first = tables->empty();
  const bool has_tables = !is_first && tables->back().is_table();
  if (!is_first && !has_tables) return cannot_edit_list(list);
  if (!text.empty() && text.back() != '\n') text += '\n';
  const std::size_t at =
      is_first ? text.size() : line_end(text, last_line(*tables->back().as_table()));
  text.insert(at, (at == 0 ? "" : "\n") + lines);
  tables->push_back(*one->get(0)->as_table());
  if (!says(text, *root)) return cannot_edit_list(list);
  return text;
}

Result<std::string> remove_table(std::string text, const std::string& list, std::size_t index) {
  Result<toml::table> root = parsed(text);
  if (!root) return root.error();
  toml::array* const tables = is_list_name(list) ? tables_of(*root, list) : nullptr;
  if (tables == nullptr || index >= tables->size())
    return Error{Fault::not_found, fmt::format("[[{}]]: not in the config", list)};
  const toml::table* const table = tables->get(index)->as_table();
  if (table == nullptr) return cannot_edit_list(list);
  const toml::source_index first = table->source().begin.line;
  toml::source_index last = last_line(*table);
  const std::size_t after = line_end(text, last);
  if (after < text.size() && text[after] == '\n') ++last;
  text = without_lines(std::move(text), first, last);
  while (text.ends_with("\n\n")) text.pop_back();
  tables->erase(tables->cbegin() + static_cast<std::ptrdiff_t>(index));
  tidy(*root, list, false);
  if (says(text, *root)) return text;
  tidy(*root, list, true);  // the holder was created for this list only
  if (says(text, *root)) return text;
  return cannot_edit_list(list);
}

std::string toml_list(const std::vector<std::string>& texts) {
  std::string list;
  for (const std::string& text : texts) list += (list.empty() ? "" : ", ") + toml_string(text);
  return "[" + list + "]";
}

std::string toml_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char letter : text) {
    const auto byte = static_cast<unsigned char>(letter);
    if (letter == '"' || letter == '\\') {
      quoted += '\\';
      quoted += letter;
    } else if (byte < 0x20 || byte == 0x7F) {
      quoted += fmt::format("\\u{:04X}", byte);
    } else {
      quoted += letter;
    }
  }
  return quoted + '"';
}

namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

/// Lengths of the longest common subsequences of the lines from i and j on.
std::vector<std::vector<std::size_t>> common_lines(const std::vector<std::string_view>& one,
                                                   const std::vector<std::string_view>& other) {
  std::vector<std::vector<std::size_t>> length(one.size() + 1,
                                               std::vector<std::size_t>(other.size() + 1));
  for (std::size_t i = one.size(); i-- > 0;) {
    for (std::size_t j = other.size(); j-- > 0;) {
      length[i][j] = one[i] == other[j] ? length[i + 1][j + 1] + 1
                                        : std::max(length[i + 1][j], length[i][j + 1]);
    }
  }
  return length;
}

}  // namespace

std::string config_difference(std::string_view before, std::string_view after) {
  const std::vector<std::string_view> old = lines_of(before);
  const std::vector<std::string_view> fresh = lines_of(after);
  const auto length = common_lines(old, fresh);
  std::vector<std::string> shown;
  std::vector<bool> is_change;
  const auto show = [&](char sign, std::string_view line) {
    shown.push_back(fmt::format("{} {}\n", sign, line));
    is_change.push_back(sign != ' ');
  };
  for (std::size_t i = 0, j = 0; i < old.size() || j < fresh.size();) {
    if (i < old.size() && j < fresh.size() && old[i] == fresh[j]) {
      show(' ', old[i++]);
      ++j;
    } else if (i < old.size() && (j == fresh.size() || length[i + 1][j] >= length[i][j + 1])) {
      show('-', old[i++]);
    } else {
      show('+', fresh[j++]);
    }
  }
  constexpr std::size_t around = 2;
  std::string text;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const std::size_t from = i < around ? 0 : i - around;
    const std::size_t until = std::min(shown.size(), i + around + 1);
    const auto begin = is_change.begin();
    if (std::find(begin + static_cast<std::ptrdiff_t>(from),
                  begin + static_cast<std::ptrdiff_t>(until),
                  true) != begin + static_cast<std::ptrdiff_t>(until))
      text += shown[i];
  }
  return text;
}

}  // namespace lamplighter::app
