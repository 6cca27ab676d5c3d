// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lamplighter::app {

/// Leaves the process with the memory that it is using: the heap's unused pages, and the pages of
/// code and constants that only its start needed, go back to the system. What is used again comes
/// back by itself. For a program that starts once and then runs for months.
void trim_heap();

}  // namespace lamplighter::app
