// SPDX-License-Identifier: Apache-2.0
// Headers of nearly all tests (cmake/Precompiled.cmake).
#pragma once

#include "standard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
