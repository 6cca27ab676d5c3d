// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "web/server.h"

#include <string_view>

namespace lamplighter::app {

/// How the page of a config is served: with its password, where one was set. Errors: those of the
/// password's file.
Result<web::ServerSettings> page_settings(const Config& config);

/// Keeps a new password of the page, as its scrypt hash in a file of mode 0600. Errors: those of
/// PasswordHash::of; io.
Result<void> set_page_password(const Config& config, std::string_view password);

/// Reads a password: at a terminal after a question and without showing it, otherwise the first
/// line of stdin. Errors: bad_input for none, or where two at a terminal differ.
Result<std::string> ask_password();

}  // namespace lamplighter::app
