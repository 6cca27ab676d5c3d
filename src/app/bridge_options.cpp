// SPDX-License-Identifier: Apache-2.0
#include "app/bridge_actions.h"

namespace lamplighter::app {

Result<HueConfig> hue_config(const BridgeOptions& options, bool needs_key_file) {
  HueConfig hue{options.address, options.key_file, options.ca_file, options.discovery_url};
  const bool is_complete = needs_key_file ? !hue.key_file.empty() : !hue.address.empty();
  if (is_complete && options.config.empty()) return hue;
  const Result<Config> config = load_config(config_path(options.config));
  if (!config) return config.error();
  if (hue.address.empty()) hue.address = config->hue.address;
  if (hue.key_file.empty()) hue.key_file = config->hue.key_file;
  if (hue.ca_file.empty()) hue.ca_file = config->hue.ca_file;
  if (hue.discovery_url.empty()) hue.discovery_url = config->hue.discovery_url;
  return hue;
}

}  // namespace lamplighter::app
