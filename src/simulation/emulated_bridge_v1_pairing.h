// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/emulated_bridge_v1_entry.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lamplighter::simulation {

/// A PUT of a name: {"name":"Desk lamp"}, 1 … 32 bytes. The name, where it was valid.
struct V1Renaming {
  std::optional<std::string> name;
  std::vector<V1Entry> entries;
};

V1Renaming read_v1_renaming(std::string_view body, const std::string& address);

/// A pairing: {"devicetype":"app#device","generateclientkey":true}; app up to 20 bytes, device up
/// to 19.
struct V1Pairing {
  std::string devicetype;
  bool wants_client_key = false;
  std::vector<V1Entry> errors;  ///< none: a valid request
};

V1Pairing read_v1_pairing(std::string_view body);

}  // namespace lamplighter::simulation
