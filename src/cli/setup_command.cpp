// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"
#include "documents/plan_text.h"
#include "page/page.h"
#include "setup/house_setup.h"
#include "system/signals.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <iostream>
#include <memory>
#include <string>
#include <utility>

namespace lamplighter::app {
namespace {

/// Thrown if the input has ended or a stop was requested.
struct Ended {};

/// Questions and answers, one line each: from a user at a terminal, or from a script through a
/// pipe.
class Dialog {
 public:
  explicit Dialog(std::stop_token stop) : stop_(std::move(stop)) {}

  static void say(const std::string& text) {
    const bool is_terminal = ::isatty(STDOUT_FILENO) == 1;
    fmt::print("{}\n", is_terminal ? wrapped(text, 80) : text);
    std::fflush(stdout);
  }

  /// Reads an answer; the default if the line is empty. Throws Ended.
  std::string ask(const std::string& question, const std::string& usual = "") {
    fmt::print("{}{}: ", question, usual.empty() ? "" : fmt::format(" [{}]", usual));
    std::fflush(stdout);
    std::string line;
    if (stop_.stop_requested() || !std::getline(std::cin, line)) throw Ended();
    if (::isatty(STDIN_FILENO) != 1) fmt::print("\n");
    const std::size_t begin = line.find_first_not_of(" \t\r");
    if (begin == std::string::npos) return usual;
    return line.substr(begin, line.find_last_not_of(" \t\r") - begin + 1);
  }

  /// Reads an answer without echo. Throws Ended.
  std::string ask_secret(const std::string& question) {
    fmt::print("{}: ", question);
    std::fflush(stdout);
    std::optional<std::string> line = hidden_line();
    fmt::print("\n");
    if (stop_.stop_requested() || !line) throw Ended();
    return *line;
  }

  bool agree(const std::string& question, bool usually) {
    const std::string answer = ask(question + (usually ? " [Y/n]" : " [y/N]"));
    if (answer.empty()) return usually;
    return answer == "y" || answer == "Y" || answer == "yes";
  }

 private:
  std::stop_token stop_;
};

std::optional<double> number_of(const std::string& text) {
  double value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Degrees with a decimal point or comma.
std::optional<double> degrees_of(std::string text) {
  std::ranges::replace(text, ',', '.');
  return number_of(text);
}

/// The numbers in "1, 3,4", each from 1 to `most`. Empty if any is invalid.
std::optional<std::vector<std::size_t>> choices_in(const std::string& text, std::size_t most) {
  std::vector<std::size_t> chosen;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t begin = rest.find_first_not_of(", ");
    if (begin == std::string_view::npos) break;
    rest.remove_prefix(begin);
    const std::string_view word = rest.substr(0, rest.find_first_of(", "));
    std::size_t number = 0;
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), number);
    if (fault != std::errc() || end != word.data() + word.size() || number < 1 || number > most)
      return std::nullopt;
    chosen.push_back(number - 1);
    rest.remove_prefix(word.size());
  }
  return chosen;
}

/// The questions of the set-up page, in order.
class SetupDialog {
 public:
  SetupDialog(HouseSetup& setup, Dialog& dialog, std::stop_token stop)
      : setup_(setup), dialog_(dialog), stop_(std::move(stop)) {}

  void ask_all() {
    ask_home_assistant();
    ask_place();
    ask_bridge();
    ask_broker();
    if (has_devices()) ask_rooms();
  }

 private:
  /// Prints what was wrong. Returns whether anything was.
  static bool is_wrong(const SetupStep& step) {
    if (step) Dialog::say(step->error.message);
    return step.has_value();
  }

  void ask_home_assistant() {
    const std::string usual = setup_.look().config.home_assistant.url;
    while (true) {
      const std::string url = dialog_.ask(
          "Home Assistant's address, as http://192.168.1.5:8123, or find to look for it (none: "
          "Enter)",
          usual);
      if (url.empty() || (url == usual && !wants_other("Home Assistant"))) return;
      if (url == "find") {
        show_home_assistants();
        continue;
      }
      const std::string token = dialog_.ask_secret("Its long-lived access token");
      if (is_wrong(setup_.set_home_assistant(url, token))) continue;
      return Dialog::say(setup_.look().home_assistant_note);
    }
  }

  void show_home_assistants() {
    const auto found = setup_.find_home_assistants();
    if (!found) return Dialog::say(found.error().message);
    for (const home_assistant::FoundHome& home : *found)
      Dialog::say(fmt::format("  {}  {}", home.url, home.name));
  }

  bool wants_other(const std::string& what) {
    return dialog_.agree("Enter the credentials of " + what + " again?", false);
  }

  void ask_bridge() {
    if (!setup_.look().config.hue.key_file.empty() &&
        !dialog_.agree("A Hue bridge is set up. Pair another one?", false))
      return;
    while (true) {
      const std::string address =
          dialog_.ask("Hue bridge: its address, or find to look for it (none: Enter)");
      if (address.empty()) return;
      if (address == "find")
        show_bridges();
      else if (!is_wrong(setup_.begin_pairing(address)) && wait_for_button())
        return;
    }
  }

  void show_bridges() {
    const auto found = setup_.find_bridges();
    if (!found) return Dialog::say(found.error().message);
    for (const hue::FoundBridge& bridge : *found)
      Dialog::say(fmt::format("  {}  {}", hue::to_string(bridge.address), bridge.id));
  }

  /// Returns whether the bridge gave a key.
  bool wait_for_button() {
    const SetupLook first = setup_.look();
    if (first.pairing) {
      const hue::Approach& at = first.pairing->approach;
      Dialog::say(fmt::format("Bridge {} ({}). Certificate: {}", hue::shown(at.bridge.name),
                              at.bridge.id, certificate_text(at)));
      Dialog::say(fmt::format("Press the round button on the bridge within {} s.",
                              HouseSetup::pairing_seconds));
    }
    SystemClock clock;
    while (!stop_.stop_requested()) {
      const SetupLook look = setup_.look();
      if (!look.pairing) break;
      if (!look.pairing->is_running) {
        Dialog::say(look.pairing->trouble);
        return false;
      }
      clock.sleep_until(clock.now() + 200ms, stop_);
    }
    if (stop_.stop_requested()) throw Ended();
    Dialog::say("Paired.");
    return true;
  }

  void ask_broker() {
    const BrokerConfig is = setup_.look().config.broker;
    const std::string usual = is.is_given ? fmt::format("{}:{}", is.host, is.port) : "";
    while (true) {
      const std::string given = dialog_.ask(
          "MQTT broker: host or host:port, or find to look for it (none: Enter)", usual);
      if (given.empty() || (given == usual && !wants_other("the broker"))) return;
      if (given == "find") {
        show_brokers();
        continue;
      }
      BrokerConfig broker;
      if (!read_address(given, broker)) {
        Dialog::say("expected host or host:port, as 192.168.1.5:1883");
        continue;
      }
      broker.user = dialog_.ask("Its user (none: Enter)", is.user);
      std::optional<std::string> password;
      if (!broker.user.empty())
        password = dialog_.ask_secret(is.password_file.empty() ? "Password"
                                                               : "Password (as it is: Enter)");
      if (password && password->empty() && !is.password_file.empty()) password.reset();
      if (is_wrong(setup_.set_broker(broker, password))) continue;
      return Dialog::say(setup_.look().broker_note);
    }
  }

  void show_brokers() {
    const auto found = setup_.find_brokers();
    if (found.empty()) Dialog::say("no broker at localhost:1883 or mqtt:1883");
    for (const FoundBroker& one : found)
      Dialog::say(fmt::format("  {}:{}  {}", one.host, one.port, one.note));
  }

  static bool read_address(const std::string& text, BrokerConfig& broker) {
    const std::size_t colon = text.rfind(':');
    const bool has_port = colon != std::string::npos && text.find(':') == colon;
    broker.host = has_port ? text.substr(0, colon) : text;
    if (!has_port) return true;
    const auto port = number_of(text.substr(colon + 1));
    if (!port || *port < 1 || *port > 65535) return false;
    broker.port = static_cast<int>(*port);
    return true;
  }

  void ask_place() {
    const bool is_placed = place_of(setup_.look().config).has_value();
    if (!is_placed) static_cast<void>(setup_.take_place_of_home_assistant());
    while (true) {
      const HomeConfig home = setup_.look().config.home;
      const auto shown = [](const std::optional<double>& degrees) {
        return degrees ? fmt::format("{}", *degrees) : std::string();
      };
      const auto latitude =
          degrees_of(dialog_.ask("Latitude in degrees, north positive", shown(home.latitude)));
      const auto longitude =
          degrees_of(dialog_.ask("Longitude in degrees, east positive", shown(home.longitude)));
      const std::string zone = dialog_.ask("Time zone, as Europe/Berlin", home.time_zone);
      if (!latitude || !longitude) {
        Dialog::say("expected degrees as a number, as 52.52");
        continue;
      }
      if (!is_wrong(setup_.set_place(*latitude, *longitude, zone))) return;
    }
  }

  bool has_devices() {
    const Config config = setup_.look().config;
    return !config.hue.key_file.empty() || needs_broker(config) ||
           !config.home_assistant.url.empty();
  }

  void ask_rooms() {
    Dialog::say("Listening for lamps and light sensors …");
    setup_.listen(true);
    SystemClock clock;
    while (setup_.heard().is_looking && !stop_.stop_requested())
      clock.sleep_until(clock.now() + 100ms, stop_);
    const HeardLook heard = setup_.heard();
    for (const HeardPart& part : heard.heard.parts)
      Dialog::say(fmt::format("{}: {}", part.name, part.trouble.value_or(part.note)));
    list(heard.heard.heard);
    if (heard.heard.past) Dialog::say(*heard.heard.past);
    for (const RoomConfig& room : setup_.look().config.rooms) show_room(room);
    for (const ProposedRoom& room : heard.proposed) ask_proposed(room);
    while (ask_another(heard.heard.heard)) {
    }
  }

  static void list(const Heard& heard) {
    const auto line = [](std::size_t i, const auto& one) {
      std::string text = fmt::format("  {:3}  {}", i + 1, one.name);
      if (!one.area.empty()) text += " in " + one.area;
      if (!one.note.empty()) text += ": " + one.note;
      Dialog::say(text);
    };
    if (!heard.lamps.empty()) Dialog::say("Lamps:");
    for (std::size_t i = 0; i < heard.lamps.size(); ++i) line(i, heard.lamps[i]);
    if (!heard.sensors.empty()) Dialog::say("Light sensors:");
    for (std::size_t i = 0; i < heard.sensors.size(); ++i) line(i, heard.sensors[i]);
  }

  static void show_room(const RoomConfig& room) {
    Dialog::say(fmt::format(
        "Room {}: {}", room.name.text(),
        room.lamps.empty() ? "no lamps" : fmt::format("{}", fmt::join(room.lamps, ", "))));
  }

  void ask_proposed(const ProposedRoom& room) {
    std::string question = fmt::format("Room {} with {}", room.name, fmt::join(room.lamps, ", "));
    if (!room.sensor.empty()) question += " and the light sensor " + room.sensor;
    if (!dialog_.agree(question + "?", true)) return;
    take({.name = room.name, .lamps = room.lamps, .sensor = room.sensor});
  }

  /// Returns whether a room was named.
  bool ask_another(const Heard& heard) {
    RoomWish room{.name = dialog_.ask("Another room, or one to change: its name (none: Enter)")};
    if (room.name.empty()) return false;
    const auto lamps = choices_in(dialog_.ask("Its lamps, by numbers as 1,3 (as they are: Enter)"),
                                  heard.lamps.size());
    const auto sensor = choices_in(dialog_.ask("Its light sensor, by number (as it is: Enter)"),
                                   heard.sensors.size());
    if (!lamps || !sensor || sensor->size() > 1) {
      Dialog::say("expected numbers of the lists above");
      return true;
    }
    if (!lamps->empty()) room.lamps.emplace();
    for (const std::size_t i : *lamps) room.lamps->push_back(heard.lamps[i].id);
    if (!sensor->empty()) room.sensor = heard.sensors[sensor->front()].id;
    take(room);
    return true;
  }

  void take(const RoomWish& room) {
    if (is_wrong(setup_.set_rooms({room}, {}))) return;
    if (!room.lamps || room.lamps->empty()) return;
    if (dialog_.agree(fmt::format("Blink the lamps of {}?", room.name), false))
      is_wrong(setup_.blink(room.name, {}));
  }

  HouseSetup& setup_;
  Dialog& dialog_;
  std::stop_token stop_;
};

/// The command that checks this config, as the user who ran the set-up would type it.
std::vector<std::string> check_words(const std::string& path) {
  std::vector<std::string> words{"lamplighter", "check"};
  if (::geteuid() == 0) words.insert(words.begin(), "sudo");
  if (path != config_path("")) words.insert(words.end(), {"--config", path});
  return words;
}

Result<void> finish(HouseSetup& setup, Dialog& dialog, const std::string& path, bool was_there) {
  const SetupPreview preview = setup.preview();
  if (preview.difference.empty() && preview.secrets.empty()) {
    Dialog::say("Nothing has changed.");
    return {};
  }
  fmt::print("\n{}:\n{}", path, preview.difference);
  for (const std::string& secret : preview.secrets)
    Dialog::say(fmt::format("and {}, readable only by its owner", secret));
  if (preview.obstacle) return Error{Fault::refused, *preview.obstacle + "; nothing was written"};
  if (!dialog.agree("Write it?", false)) {
    Dialog::say("Nothing was written.");
    return {};
  }
  if (const Result<void> written = setup.write(); !written) return written;
  Dialog::say("Written.");
  if (was_there)
    say_next({"sudo", "systemctl", "reload", "lamplighter"}, "let the service read it again");
  else
    say_next(check_words(path), "see whether everything answers");
  return {};
}

Result<void> run_setup(const std::string& given) {
  const Signals signals;  // before any thread is started
  const std::string path = config_path(given);
  Config house = unconfigured_house(path);
  const auto page = page_settings(house);
  if (page && page->password) house.web.listen = "0.0.0.0";  // it was set up for other machines
  HouseSetup setup({.path = path, .unconfigured = house});
  const SetupLook first = setup.look();
  if (first.problem) return Error{Fault::refused, *first.problem};
  Dialog dialog(signals.token());
  Dialog::say(
      fmt::format("{} {}. Enter keeps what is in brackets; nothing is written before the end.",
                  first.exists ? "Changing" : "Making", path));
  try {
    SetupDialog(setup, dialog, signals.token()).ask_all();
    return finish(setup, dialog, path, first.exists);
  } catch (const Ended&) {
    fmt::print("\n");
    return Error{Fault::refused, "the input ended before the last question; nothing was written"};
  }
}

}  // namespace

void add_setup(CLI::App& program, Action& chosen) {
  auto config = std::make_shared<std::string>();
  CLI::App* command = program.add_subcommand(
      "setup", "Asks for location, bridge, broker, Home Assistant and rooms; writes the config");
  command->add_option("--config", *config, "Config file");
  command->footer(
      "Every answer is tested at once. The difference is shown before anything is written; "
      "comments and other keys stay. The page does the same under Set up.\n\n"
      "Example:\n  lamplighter setup --config lamplighter.toml");
  command->callback([config, &chosen] { chosen = [config] { return run_setup(*config); }; });
}

}  // namespace lamplighter::app
