// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lamplighter::app {

/// Reduces the process to the memory it is using: unused pages of the heap, and pages of code and
/// constants that only its start needed, are returned to the system. Pages that are used again are
/// loaded on demand. For a program that starts once and then runs for months.
void trim_heap();

}  // namespace lamplighter::app
