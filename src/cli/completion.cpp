// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <memory>
#include <sstream>
#include <string_view>
#include <vector>

namespace lamplighter::app {
namespace {

std::vector<const CLI::App*> commands_of(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) {
    return !command->get_name().empty() && !command->get_group().empty();
  });
}

/// Including the options of its option groups.
std::vector<const CLI::Option*> options_of(const CLI::App& app) {
  std::vector<const CLI::Option*> options =
      app.get_options([](const CLI::Option* option) { return !option->get_group().empty(); });
  for (const CLI::App* group :
       app.get_subcommands([](const CLI::App* part) { return part->get_name().empty(); })) {
    for (const CLI::Option* option : group->get_options({})) options.push_back(option);
  }
  return options;
}

/// `--model` and `-h`; none for a positional argument.
std::vector<std::string> flags_of(const CLI::Option& option) {
  std::vector<std::string> flags;
  for (const std::string& name : option.get_lnames()) flags.push_back("--" + name);
  for (const std::string& name : option.get_snames()) flags.push_back("-" + name);
  return flags;
}

bool takes_value(const CLI::Option& option) { return option.get_items_expected_max() > 0; }

/// The values of an option with a fixed set: CLI11 puts them into the type's name, as
/// TEXT:{house,hmm}.
std::vector<std::string> choices_of(const CLI::Option& option) {
  const std::string type = option.get_type_name();
  const std::size_t begin = type.find(":{");
  const std::size_t end = type.find('}', begin == std::string::npos ? 0 : begin);
  std::vector<std::string> choices;
  if (begin == std::string::npos || end == std::string::npos) return choices;
  std::istringstream words(type.substr(begin + 2, end - begin - 2));
  for (std::string word; std::getline(words, word, ',');)
    choices.push_back(word.substr(0, word.find("->")));
  return choices;
}

std::string joined(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, " "));
}

/// With a backslash before every character of `special`.
std::string escaped(std::string_view text, std::string_view special) {
  std::string result;
  for (const char letter : text) {
    if (special.find(letter) != std::string_view::npos) result += '\\';
    result += letter;
  }
  return result;
}

/// In single quotes, for bash and zsh.
std::string shell_quoted(std::string_view text) {
  std::string result = "'";
  for (const char letter : text) result += letter == '\'' ? "'\\''" : std::string(1, letter);
  return result + "'";
}

/// The words that may follow the words `path` of a command, deeper commands first: `'away on'*)
/// words=… ;;`
std::string bash_cases(const CLI::App& app, const std::string& path) {
  std::string text;
  std::vector<std::string> words;
  for (const CLI::App* command : commands_of(app)) {
    text += bash_cases(*command, path + command->get_name() + " ");
    words.push_back(command->get_name());
  }
  for (const CLI::Option* option : options_of(app)) {
    for (std::string& flag : flags_of(*option)) words.push_back(std::move(flag));
  }
  return text + fmt::format("    '{}'*) words='{}' ;;\n", path, joined(words));
}

/// The values of options: `'plan --planner') words=… ;;`
std::string bash_values(const CLI::App& app, const std::string& path) {
  std::string text;
  for (const CLI::App* command : commands_of(app))
    text += bash_values(*command, path + command->get_name() + " ");
  for (const CLI::Option* option : options_of(app)) {
    const std::vector<std::string> choices = choices_of(*option);
    if (choices.empty()) continue;
    for (const std::string& flag : flags_of(*option))
      text += fmt::format("    '{}'*'|{}') words='{}' values=1 ;;\n", path, flag, joined(choices));
  }
  return text;
}

/// An option in the format of zsh's _arguments: '--date=[The first day]:TEXT:_files'.
std::string zsh_option(const CLI::Option& option, const std::string& flag) {
  std::string text = flag;
  if (takes_value(option) && flag.starts_with("--")) text += "=";
  text += "[" + escaped(option.get_description(), "[]\\") + "]";
  if (!takes_value(option)) return text;
  const std::vector<std::string> choices = choices_of(option);
  return text + ":value:" + (choices.empty() ? "_files" : "(" + joined(choices) + ")");
}

/// A function for the command, after those of its subcommands.
std::string zsh_function(const CLI::App& app, const std::string& name) {
  std::string text;
  std::string list;
  std::string calls;
  for (const CLI::App* command : commands_of(app)) {
    const std::string own = name + "_" + command->get_name();
    text += zsh_function(*command, own);
    list += "      " +
            shell_quoted(command->get_name() + ":" + escaped(command->get_description(), ":\\")) +
            "\n";
    calls += fmt::format("        {}) {} ;;\n", command->get_name(), own);
  }
  std::string arguments;
  for (const CLI::Option* option : options_of(app)) {
    for (const std::string& flag : flags_of(*option))
      arguments += " \\\n    " + shell_quoted(zsh_option(*option, flag));
  }
  if (list.empty())
    return text +
           fmt::format("{}() {{\n  _arguments{} \\\n    '*:file:_files'\n}}\n\n", name, arguments);
  return text + fmt::format(R"({}() {{
  local context state state_descr line
  typeset -A opt_args
  _arguments -C{} \
    '1:command:->command' '*::argument:->argument'
  case $state in
    command)
      local -a commands=(
{}      )
      _describe command commands
      ;;
    argument)
      case $words[1] in
{}      esac
      ;;
  esac
}}

)",
                            name, arguments, list, calls);
}

std::string fish_quoted(std::string_view text) { return "'" + escaped(text, "'\\") + "'"; }

std::string fish_lines(const CLI::App& app, const std::string& condition) {
  std::string text;
  const std::string start = "complete -c lamplighter -n " + fish_quoted(condition);
  for (const CLI::Option* option : options_of(app)) {
    std::string names;
    for (const std::string& name : option->get_lnames()) names += " -l " + name;
    for (const std::string& name : option->get_snames()) names += " -s " + name;
    if (names.empty()) continue;
    const std::vector<std::string> choices = choices_of(*option);
    if (!choices.empty())
      names += " -x -a " + fish_quoted(joined(choices));
    else if (takes_value(*option))
      names += " -r";
    text += start + names + " -d " + fish_quoted(option->get_description()) + "\n";
  }
  for (const CLI::App* command : commands_of(app)) {
    text += start + " -f -a " + command->get_name() + " -d " +
            fish_quoted(command->get_description()) + "\n";
  }
  return text;
}

/// Escaped for roff: backslashes, leading dots and hyphens.
std::string roff(std::string_view text) {
  std::string result;
  bool begins = true;
  for (const char letter : text) {
    if (begins && (letter == '.' || letter == '\'')) result += "\\&";
    if (letter == '\\')
      result += "\\e";
    else if (letter == '-')
      result += "\\-";
    else
      result += letter;
    begins = letter == '\n';
  }
  return result;
}

std::string manual_option(const CLI::Option& option) {
  std::vector<std::string> names = flags_of(option);
  if (names.empty()) names.push_back(option.get_name(true));
  std::string type = option.get_type_name();
  if (const std::vector<std::string> choices = choices_of(option); !choices.empty()) {
    type = fmt::format("{}", fmt::join(choices, "|"));
  }
  std::string text = ".TP\n\\fB" + roff(fmt::format("{}", fmt::join(names, ", "))) + "\\fR";
  if (takes_value(option)) text += " \\fI" + roff(type.substr(0, type.find(':'))) + "\\fR";
  text += "\n" + roff(option.get_description());
  if (const std::string value = option.get_default_str(); takes_value(option) && !value.empty())
    text += " (default: " + roff(value) + ")";
  return text + "\n";
}

/// Its options, its own text with examples, then those of its subcommands.
std::string manual_command(const CLI::App& app, const std::string& path) {
  std::string text = ".SS " + roff(path) + "\n" + roff(app.get_description()) + ".\n";
  for (const CLI::Option* option : options_of(app)) {
    if (option != app.get_help_ptr()) text += manual_option(*option);
  }
  if (const std::string footer = app.get_footer(); !footer.empty())
    text += ".PP\n.nf\n" + roff(footer) + "\n.fi\n";
  for (const CLI::App* command : commands_of(app))
    text += manual_command(*command, path + " " + command->get_name());
  return text;
}

}  // namespace

std::string bash_completion(const CLI::App& program) {
  return fmt::format(R"(# Completion of lamplighter for bash, made by `lamplighter completion bash`.
_lamplighter() {{
  local current=${{COMP_WORDS[COMP_CWORD]}} before=${{COMP_WORDS[COMP_CWORD-1]}} path= words= values= word
  for word in "${{COMP_WORDS[@]:1:COMP_CWORD-1}}"; do
    case $word in -*) ;; *) path+="$word " ;; esac
  done
  case $path in
{}  esac
  case "$path|$before" in
{}  esac
  COMPREPLY=()
  if [[ -n $values || $current == -* || $path != *' '*' ' ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  fi
  if [[ -z $values && $current != -* && ${{#COMPREPLY[@]}} -eq 0 ]]; then
    compopt -o filenames
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}}
complete -F _lamplighter lamplighter
)",
                     bash_cases(program, ""), bash_values(program, ""));
}

std::string zsh_completion(const CLI::App& program) {
  return "#compdef lamplighter\n# Made by `lamplighter completion zsh`.\n\n" +
         zsh_function(program, "_lamplighter") + "_lamplighter \"$@\"\n";
}

std::string fish_completion(const CLI::App& program) {
  std::string text =
      "# Completion of lamplighter for fish, made by `lamplighter completion fish`.\n";
  text += fish_lines(program, "__fish_use_subcommand");
  for (const CLI::App* command : commands_of(program)) {
    const std::string seen = "__fish_seen_subcommand_from " + command->get_name();
    text += fish_lines(*command, seen);
    for (const CLI::App* deeper : commands_of(*command))
      text += fish_lines(*deeper, seen + "; and __fish_seen_subcommand_from " + deeper->get_name());
  }
  return text;
}

std::string manual_page(const CLI::App& program) {
  std::string text = ".TH LAMPLIGHTER 1 \"\" \"lamplighter " LAMPLIGHTER_VERSION
                     "\" \"User Commands\"\n.SH NAME\nlamplighter \\- make an empty house look "
                     "occupied\n.SH SYNOPSIS\n.B lamplighter\n\\fICOMMAND\\fR "
                     "[\\fIOPTION\\fR...]\n.SH DESCRIPTION\n";
  text += roff(program.get_description()) + "\n.SH COMMANDS\n";
  for (const CLI::App* command : commands_of(program))
    text += manual_command(*command, "lamplighter " + command->get_name());
  text +=
      ".SH EXIT STATUS\n0 done, 1 could not be done, 2 wrong usage.\n"
      ".SH ENVIRONMENT\n.TP\n.B LAMPLIGHTER_CONFIG\nConfig file where \\-\\-config is not given.\n"
      ".SH FILES\n.TP\n.I /etc/lamplighter/lamplighter.toml\nThe configuration.\n"
      ".TP\n.I /var/lib/lamplighter\nReadings, models and secrets.\n"
      ".TP\n.I /usr/share/doc/lamplighter/docs/operating.md\nHow to install, set up and recover.\n"
      ".SH SEE ALSO\n.BR lamplighter\\-node (1),\n.BR mosquitto (8),\n.BR systemctl (1)\n";
  return text;
}

void add_completion(CLI::App& program, Action& chosen) {
  auto kind = std::make_shared<std::string>();
  CLI::App* command =
      program.add_subcommand("completion", "Prints completion for a shell, or the manual page");
  command->add_option("shell", *kind, "bash, zsh or fish; man: the manual page")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish", "man"}));
  command->footer("Example:\n  source <(lamplighter completion bash)");
  command->callback([kind, &program, &chosen] {
    chosen = [kind, &program]() -> Result<void> {
      const auto text = *kind == "bash"   ? bash_completion(program)
                        : *kind == "zsh"  ? zsh_completion(program)
                        : *kind == "fish" ? fish_completion(program)
                                          : manual_page(program);
      fmt::print("{}", text);
      return {};
    };
  });
}

}  // namespace lamplighter::app
