// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/result.h"
#include "model/house_model.h"

#include <string>

namespace lamplighter::app {

/// Reads a model file. Errors: not_found, io, and those of parse_house_model with the path in
/// front.
Result<HouseModel> read_model_file(const std::string& path);

/// Replaces a model file as a whole. Errors: io; the old file is then untouched.
Result<void> write_model_file(const std::string& path, const HouseModel& house);

}  // namespace lamplighter::app
