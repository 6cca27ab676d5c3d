// SPDX-License-Identifier: Apache-2.0
#include "app/page_answers.h"

#include <nlohmann/json.hpp>

namespace lamplighter::app {
namespace {

int status_of(Fault fault) {
  switch (fault) {
    case Fault::bad_input:
      return 400;
    case Fault::not_found:
      return 404;
    case Fault::refused:
      return 403;
    case Fault::unavailable:
      return 503;
    case Fault::io:
      return 500;
  }
  return 500;
}

}  // namespace

web::Answer error_answer(const Error& error) {
  const nlohmann::json document{{"error", error.message}};
  return {.status = status_of(error.fault),
          .body = document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

}  // namespace lamplighter::app
