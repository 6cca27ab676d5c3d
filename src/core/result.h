// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/require.h"

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace lamplighter {

/// What a caller can do about an error. Keep fewer than ten values.
enum class Fault {
  bad_input,    ///< report it and skip it
  not_found,    ///< it does not exist
  unavailable,  ///< try again later
  refused,      ///< needs attention by the user
  io,           ///< the machine failed: disk, memory, socket
};

/// Why an operation failed: one sentence that states what, where, and what to do.
struct Error {
  Fault fault;
  std::string message;
};

/// Prefixes an error with the operation that failed.
[[nodiscard]] inline Error with_context(const std::string& context, Error error) {
  error.message = context + ": " + error.message;
  return error;
}

/// A `T`, or the reason why there is none. The names are those of std::expected, which will replace
/// it.
template <typename T>
class [[nodiscard]] Result {
 public:
  using value_type = T;

  Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : held_(std::in_place_index<1>, std::move(error)) {}

  [[nodiscard]] bool has_value() const { return held_.index() == 0; }
  explicit operator bool() const { return has_value(); }

  /// Requires: has_value().
  T& operator*() & { return checked(); }
  const T& operator*() const& { return checked(); }
  T&& operator*() && { return std::move(checked()); }
  T* operator->() { return &checked(); }
  const T* operator->() const { return &checked(); }

  /// Requires: !has_value().
  [[nodiscard]] const Error& error() const {
    require(!has_value(), "an error was read from a result that has a value");
    return std::get<1>(held_);
  }

 private:
  T& checked() {
    require(has_value(), "a value was read from a result that has none");
    return std::get<0>(held_);
  }
  const T& checked() const {
    require(has_value(), "a value was read from a result that has none");
    return std::get<0>(held_);
  }

  std::variant<T, Error> held_;
};

/// Success, or the reason for the failure.
template <>
class [[nodiscard]] Result<void> {
 public:
  using value_type = void;

  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  [[nodiscard]] bool has_value() const { return !error_.has_value(); }
  explicit operator bool() const { return has_value(); }

  /// Requires: !has_value().
  [[nodiscard]] const Error& error() const {
    require(!has_value(), "an error was read from a result that has none");
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace lamplighter
