// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "mqtt/settings.h"
#include "planning/secret.h"

#include <string>
#include <string_view>

namespace lamplighter::app {

/// The contents of a secret file without the last line end. Errors: refused if users other than the
/// owner may read the file (the message contains the chmod command); not_found, io.
Result<std::string> read_secret_file(const std::string& path);

/// Replaces a secret file, mode 0600. Errors: io.
Result<void> write_secret_file(const std::string& path, std::string_view secret);

/// The planning secret of a file, 64 hex digits. If the file does not exist, it is created from the
/// system's random numbers. Errors: refused as above, bad_input for other contents, io.
Result<Secret> planning_secret(const std::string& path);

/// The connection settings of [broker], including the password; without client id, session and
/// will, which differ per connection. Errors: those of the password file.
Result<mqtt::Settings> broker_login(const BrokerConfig& broker);

}  // namespace lamplighter::app
