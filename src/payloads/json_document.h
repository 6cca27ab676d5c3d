// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lamplighter {

/// The way to a value inside a JSON document (RFC 6901): the keys from the outside in, `~1` and
/// `~0` already read as `/` and `~`. Empty for the whole document.
using JsonPointer = std::vector<std::string>;

/// Reads "/light/illuminance". Errors: bad_input unless the text is empty or begins with `/`, for a
/// `~` that is not ~0 or ~1, and beyond 16 keys.
Result<JsonPointer> parse_json_pointer(std::string_view text);

struct JsonNothing {};  ///< there is no such place in the document
struct JsonNull {};
struct JsonCompound {};  ///< an array or an object

/// What stands at one place of a document.
using JsonValue = std::variant<JsonNothing, JsonNull, JsonCompound, bool, double, std::string>;

/// A JSON text from outside, within limits: at most max_payload_bytes long and 16 levels deep.
class JsonDocument {
 public:
  /// Nothing where the text is not JSON, too long or too deep.
  static std::optional<JsonDocument> parse(std::string_view text);

  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  [[nodiscard]] JsonValue at(const JsonPointer& place) const;

  /// Keys of the object at a place, sorted; none where there is no object.
  [[nodiscard]] std::vector<std::string> keys(const JsonPointer& place = {}) const;

  /// Number of values of the outermost array; nothing where the document is not an array.
  [[nodiscard]] std::optional<std::size_t> array_size() const;

 private:
  struct Tree;
  explicit JsonDocument(std::unique_ptr<Tree> tree);
  std::unique_ptr<Tree> tree_;
};

}  // namespace lamplighter
