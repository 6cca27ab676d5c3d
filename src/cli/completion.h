// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace CLI {
class App;
}

namespace lamplighter::app {

/// The commands and options of `program` as a script that completes them in a shell: after a
/// command its own options and sub-commands, else files. Hidden commands and options are left out.
std::string bash_completion(const CLI::App& program);
std::string zsh_completion(const CLI::App& program);
std::string fish_completion(const CLI::App& program);

/// The same as a manual page in roff: every command with its options and examples.
std::string manual_page(const CLI::App& program);

}  // namespace lamplighter::app
