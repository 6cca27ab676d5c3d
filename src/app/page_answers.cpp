// SPDX-License-Identifier: Apache-2.0
#include "app/page_answers.h"

#include <nlohmann/json.hpp>

namespace lamplighter::app {
namespace {

web::Answer answer_of(int status, const Error& error) {
  const nlohmann::json document{{"error", error.message}};
  return {.status = status,
          .body = document.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)};
}

int status_of(Fault fault) {
  switch (fault) {
    case Fault::bad_input:
      return 400;
    case Fault::not_found:
      return 404;
    case Fault::unavailable:
      return 503;
    case Fault::refused:  // by a file or its permissions; who may ask is decided before any route
    case Fault::io:
      return 500;
  }
  return 500;
}

}  // namespace

web::Answer error_answer(const Error& error) { return answer_of(status_of(error.fault), error); }

web::Answer own_error_answer(const Error& error) {
  return answer_of(error.fault == Fault::unavailable ? 503 : 500, error);
}

}  // namespace lamplighter::app
