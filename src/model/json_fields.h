// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"

#include <nlohmann/json_fwd.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lamplighter {

/// Reads the fields of one JSON object strictly. The first field that is missing or of another kind
/// is remembered with its place, and everything read after it is a default, so that a reader can go
/// straight through and look at the fault once at the end.
class JsonFields {
 public:
  using Fault = std::optional<Error>;

  /// Requires: `object` and `fault` outlive this. `place` is for messages, as "rooms[0].zones".
  JsonFields(const nlohmann::json& object, std::string place, Fault& fault);

  std::int64_t integer(const char* key, std::int64_t least, std::int64_t most);
  std::uint64_t unsigned_integer(const char* key);
  double number(const char* key, double least, double most);
  std::vector<double> numbers(const char* key);
  std::string text(const char* key);
  std::vector<std::string> texts(const char* key);
  std::optional<std::string> text_or_null(const char* key);
  Instant instant(const char* key);
  bool is_null(const char* key);
  [[nodiscard]] bool has(const char* key) const;

  /// The fields of an object inside this one.
  JsonFields object(const char* key);

  /// The fields of each object of an array inside this one.
  std::vector<JsonFields> objects(const char* key);

  /// Says what is wrong with a field, unless something was wrong before.
  void complain(const char* key, const std::string& what);

 private:
  const nlohmann::json* find(const char* key);

  const nlohmann::json* object_;
  std::string place_;
  Fault* fault_;
};

}  // namespace lamplighter
