// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

namespace lamplighter::node_host {

/// A readings file of what the broker has acknowledged, in that order: what capture should have.
class Log {
 public:
  /// Without a path nothing is written. Errors: io.
  static Result<Log> open(const std::string& path, std::string sensor);

  /// Adds a row. `lux_e4` is in steps of 0.0001 lux.
  void add(Instant at, std::uint32_t lux_e4);

  /// Writes out what is left. Errors: io where any row could not be written.
  Result<void> close();

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::string path_;
  std::string sensor_;
  std::unique_ptr<std::FILE, Closer> file_;
};

}  // namespace lamplighter::node_host
