// SPDX-License-Identifier: Apache-2.0
#include "config/broker_login.h"

#include "config/secret_file.h"

namespace lamplighter::app {

Result<mqtt::Settings> broker_login(const BrokerConfig& broker) {
  mqtt::Settings settings{.host = broker.host,
                          .port = broker.port,
                          .user = broker.user,
                          .ca_file = broker.ca_file,
                          .cert_file = broker.cert_file,
                          .key_file = broker.key_file};
  if (!broker.password_file.empty()) {
    Result<std::string> password = read_secret_file(broker.password_file);
    if (!password) return password.error();
    settings.password = *std::move(password);
  }
  return settings;
}

}  // namespace lamplighter::app
