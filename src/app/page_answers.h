// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "web/route.h"

namespace lamplighter::app {

/// What a person is told of an error: {"error": sentence}, with a status by its fault.
web::Answer error_answer(const Error& error);

}  // namespace lamplighter::app
