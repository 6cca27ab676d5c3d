// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cassert>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace lamplighter {

/// What a caller can do about an error. Under ten, for ever.
enum class Fault {
  bad_input,    ///< report it and skip it
  not_found,    ///< there is no such thing
  unavailable,  ///< try again later
  refused,      ///< needs a person
  io,           ///< the machine failed us: disk, memory, socket
};

/// Why something could not be done: one sentence that says what, where, and what to do.
struct Error {
  Fault fault;
  std::string message;
};

/// Puts what we were doing in front of what went wrong.
[[nodiscard]] inline Error with_context(const std::string& context, Error error) {
  error.message = context + ": " + error.message;
  return error;
}

/// A `T`, or the reason why there is none. The names are those of std::expected, to be replaced by
/// it one day.
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
    assert(!has_value());
    return std::get<1>(held_);
  }

  /// `next(value)` where there is a value, otherwise the error. `next` returns a Result.
  template <typename F>
  auto and_then(F&& next) && -> std::invoke_result_t<F, T&&> {
    if (!has_value()) return std::get<1>(std::move(held_));
    return std::forward<F>(next)(std::get<0>(std::move(held_)));
  }

 private:
  T& checked() {
    assert(has_value());
    return std::get<0>(held_);
  }
  const T& checked() const {
    assert(has_value());
    return std::get<0>(held_);
  }

  std::variant<T, Error> held_;
};

/// Done, or the reason why not.
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
    assert(!has_value());
    return *error_;
  }

  template <typename F>
  auto and_then(F&& next) && -> std::invoke_result_t<F> {
    if (!has_value()) return *std::move(error_);
    return std::forward<F>(next)();
  }

 private:
  std::optional<Error> error_;
};

}  // namespace lamplighter
