// SPDX-License-Identifier: Apache-2.0
#pragma once

using time_t = long long;
