// SPDX-License-Identifier: Apache-2.0
// What nearly every test reads (cmake/Precompiled.cmake).
#pragma once

#include "standard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
