// SPDX-License-Identifier: Apache-2.0
#include "model/json_fields.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <limits>
#include <utility>

namespace lamplighter {
namespace {

using nlohmann::json;

const json& nothing() {
  static const json empty = json::object();
  return empty;
}

}  // namespace

JsonFields::JsonFields(const json& object, std::string place, Fault& fault)
    : object_(&object), place_(std::move(place)), fault_(&fault) {}

void JsonFields::complain(const char* key, const std::string& what) {
  if (*fault_) return;
  *fault_ = Error{lamplighter::Fault::bad_input, fmt::format("{}{}{}: {}; train again", place_,
                                                             place_.empty() ? "" : ".", key, what)};
}

const json* JsonFields::find(const char* key) {
  if (!object_->is_object()) {
    complain(key, "its parent is not an object");
    return nullptr;
  }
  const auto found = object_->find(key);
  if (found == object_->end()) {
    complain(key, "missing");
    return nullptr;
  }
  return &*found;
}

std::int64_t JsonFields::integer(const char* key, std::int64_t least, std::int64_t most) {
  const json* value = find(key);
  if (value == nullptr) return least;
  const bool fits = value->is_number_integer() &&
                    (!value->is_number_unsigned() ||
                     value->get<std::uint64_t>() <=
                         static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()));
  if (fits) {
    const auto number = value->get<std::int64_t>();
    if (number >= least && number <= most) return number;
  }
  complain(key, fmt::format("not a whole number from {} to {}", least, most));
  return least;
}

std::uint64_t JsonFields::unsigned_integer(const char* key) {
  const json* value = find(key);
  if (value == nullptr) return 0;
  if (value->is_number_unsigned()) return value->get<std::uint64_t>();
  complain(key, "not a whole number of 0 or more");
  return 0;
}

double JsonFields::number(const char* key, double least, double most) {
  const json* value = find(key);
  if (value == nullptr) return least;
  if (value->is_number()) {
    const auto number = value->get<double>();
    if (number >= least && number <= most) return number;
  }
  complain(key, fmt::format("not a number from {} to {}", least, most));
  return least;
}

std::vector<double> JsonFields::numbers(const char* key) {
  std::vector<double> result;
  const json* value = find(key);
  if (value == nullptr) return result;
  if (!value->is_array()) {
    complain(key, "not an array of numbers");
    return result;
  }
  for (const json& element : *value) {
    if (!element.is_number()) {
      complain(key, "not an array of numbers");
      return {};
    }
    result.push_back(element.get<double>());
  }
  return result;
}

std::vector<std::string> JsonFields::texts(const char* key) {
  std::vector<std::string> result;
  const json* value = find(key);
  if (value == nullptr) return result;
  const auto is_text = [](const json& element) { return element.is_string(); };
  if (!value->is_array() || !std::all_of(value->begin(), value->end(), is_text)) {
    complain(key, "not an array of texts");
    return result;
  }
  for (const json& element : *value) result.push_back(element.get<std::string>());
  return result;
}

std::string JsonFields::text(const char* key) {
  const json* value = find(key);
  if (value == nullptr) return {};
  if (value->is_string()) return value->get<std::string>();
  complain(key, "not a text");
  return {};
}

bool JsonFields::has(const char* key) const {
  return object_->is_object() && object_->contains(key);
}

bool JsonFields::is_null(const char* key) {
  const json* value = find(key);
  return value == nullptr || value->is_null();
}

std::optional<std::string> JsonFields::text_or_null(const char* key) {
  if (is_null(key)) return std::nullopt;
  return text(key);
}

Instant JsonFields::instant(const char* key) {
  const std::string written = text(key);
  const Result<Instant> read = parse_instant(written);
  if (read) return *read;
  complain(key, read.error().message);
  return {};
}

JsonFields JsonFields::object(const char* key) {
  const json* value = find(key);
  if (value != nullptr && !value->is_object()) complain(key, "not an object");
  const bool good = value != nullptr && value->is_object();
  return {good ? *value : nothing(), place_.empty() ? key : place_ + "." + key, *fault_};
}

std::vector<JsonFields> JsonFields::objects(const char* key) {
  std::vector<JsonFields> result;
  const json* value = find(key);
  if (value == nullptr) return result;
  if (!value->is_array()) {
    complain(key, "not an array");
    return result;
  }
  for (std::size_t i = 0; i < value->size(); ++i) {
    result.push_back({(*value)[i],
                      fmt::format("{}{}{}[{}]", place_, place_.empty() ? "" : ".", key, i),
                      *fault_});
  }
  return result;
}

}  // namespace lamplighter
