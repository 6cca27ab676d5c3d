// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "config/config.h"
#include "core/result.h"
#include "mqtt/settings.h"

namespace lamplighter::app {

/// [broker] as the connection wants it, password and all; without client id, session and will,
/// which are each user's own. Errors: those of the password's file.
Result<mqtt::Settings> broker_login(const BrokerConfig& broker);

}  // namespace lamplighter::app
