// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "mqtt/settings.h"
#include "planning/secret.h"

#include <string>
#include <string_view>

namespace lamplighter::app {

/// What a secret's file holds, without the last line end. Errors: refused where others than the
/// owner may read the file (the message has the chmod to run); not_found, io.
Result<std::string> read_secret_file(const std::string& path);

/// Replaces a secret's file, mode 0600. Errors: io.
Result<void> write_secret_file(const std::string& path, std::string_view secret);

/// The planning secret of a file, 64 hex digits. Where there is no file, one is made from the
/// system's random numbers. Errors: refused as above, bad_input for other text, io.
Result<Secret> planning_secret(const std::string& path);

/// [broker] as the connection wants it, password and all; without client id, session and will,
/// which are each user's own. Errors: those of the password's file.
Result<mqtt::Settings> broker_login(const BrokerConfig& broker);

}  // namespace lamplighter::app
