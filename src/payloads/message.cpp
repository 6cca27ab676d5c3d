// SPDX-License-Identifier: Apache-2.0
#include "payloads/message.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <charconv>

namespace lamplighter {
namespace {

using nlohmann::json;

constexpr int max_depth = 16;

/// Counts brackets outside strings; enough to protect the parser from deep nesting. The result may
/// be wrong for text that is not JSON, which the parser rejects anyway.
bool is_too_deep(std::string_view text) {
  int depth = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      if (++depth > max_depth) return true;
    } else if (c == ']' || c == '}') {
      --depth;
    }
  }
  return false;
}

const json* child(const json& parent, const std::string& key) {
  if (parent.is_object()) {
    const auto found = parent.find(key);
    return found == parent.end() ? nullptr : &*found;
  }
  if (!parent.is_array() || key.empty() || (key.size() > 1 && key.front() == '0')) return nullptr;
  std::size_t index = 0;
  const auto [end, fault] = std::from_chars(key.data(), key.data() + key.size(), index);
  if (fault != std::errc() || end != key.data() + key.size()) return nullptr;
  return index < parent.size() ? &parent[index] : nullptr;
}

}  // namespace

struct JsonDocument::Tree {
  json root;

  [[nodiscard]] const json* find(const JsonPointer& place) const {
    const json* found = &root;
    for (const std::string& key : place) {
      found = child(*found, key);
      if (found == nullptr) break;
    }
    return found;
  }
};

JsonDocument::JsonDocument(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

std::optional<JsonDocument> JsonDocument::parse(std::string_view text) {
  if (text.size() > max_payload_bytes || is_too_deep(text)) return std::nullopt;
  constexpr bool exceptions = false;
  auto tree = std::make_unique<Tree>(Tree{json::parse(text, nullptr, exceptions)});
  if (tree->root.is_discarded()) return std::nullopt;
  return JsonDocument(std::move(tree));
}

JsonValue JsonDocument::at(const JsonPointer& place) const {
  const json* found = tree_->find(place);
  if (found == nullptr) return JsonNothing{};
  if (found->is_null()) return JsonNull{};
  if (found->is_number()) return found->get<double>();
  if (found->is_boolean()) return found->get<bool>();
  if (found->is_string()) return found->get<std::string>();
  return JsonCompound{};
}

std::vector<std::string> JsonDocument::keys(const JsonPointer& place) const {
  std::vector<std::string> keys;
  const json* found = tree_->find(place);
  if (found == nullptr || !found->is_object()) return keys;
  for (const auto& member : found->items()) keys.push_back(member.key());
  return keys;
}

std::optional<std::size_t> JsonDocument::array_size() const {
  if (!tree_->root.is_array()) return std::nullopt;
  return tree_->root.size();
}

namespace {

constexpr std::size_t max_keys = 16;

Error bad_pointer(std::string_view text) {
  return {
      Fault::bad_input,
      fmt::format("pointer \"{}\": expected a JSON pointer as /light/illuminance (~1 stands for "
                  "/, ~0 for ~, at most {} keys)",
                  text.substr(0, 80), max_keys)};
}

}  // namespace

Result<JsonPointer> parse_json_pointer(std::string_view text) {
  JsonPointer keys;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '/') {
      if (keys.size() == max_keys) return bad_pointer(text);
      keys.emplace_back();
    } else if (keys.empty()) {
      return bad_pointer(text);
    } else if (text[i] != '~') {
      keys.back() += text[i];
    } else if (i + 1 < text.size() && (text[i + 1] == '0' || text[i + 1] == '1')) {
      keys.back() += text[++i] == '0' ? '~' : '/';
    } else {
      return bad_pointer(text);
    }
  }
  return keys;
}

}  // namespace lamplighter
