// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/config.h"
#include "ports/clock.h"

#include <functional>
#include <string>

namespace lamplighter::app {

/// What the page's routes know of the house. Their handlers share it on several threads, so that
/// every part may be asked on any.
struct PageHouse {
  Config config;
  const Clock& clock;

  /// Tells every open page that the document of this name is another one now.
  std::function<void(const std::string& name)> tell;
};

}  // namespace lamplighter::app
