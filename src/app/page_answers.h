// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "web/route.h"

namespace lamplighter::app {

/// An error as an answer: {"error": sentence}. The status is 400 for bad_input and 404 for
/// not_found, 503 for unavailable, and 500 for refused and io, which are faults of this machine.
web::Answer error_answer(const Error& error);

/// The same where the request was right and only our own files can be at fault, however: 503 for
/// unavailable, otherwise 500.
web::Answer own_error_answer(const Error& error);

}  // namespace lamplighter::app
