// SPDX-License-Identifier: Apache-2.0
#include "setup/house_setup.h"

#include "check/checks.h"
#include "config/secret_file.h"
#include "files/private_files.h"
#include "files/replace_file.h"
#include "lamps/bridge_link.h"
#include "system/child_process.h"
#include "system/text_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <utility>

namespace lamplighter::app {
namespace {

SetupStep nothing_to_change(const std::string& problem) {
  return SetupFault{"", {Fault::refused, problem}};
}

/// The file that records that a history import is pending, and of how many days.
std::string wanted_past_path(const std::string& store) { return store + "/import.wanted"; }

/// The address of Home Assistant as typed or copied from a browser: without the path; if no scheme
/// was typed, with the default scheme and port.
std::string completed_url(const std::string& typed) {
  const std::size_t begin = typed.find("://");
  const std::size_t host = begin == std::string::npos ? 0 : begin + 3;
  std::string url = typed.substr(0, typed.find_first_of("/?#", host));
  if (begin != std::string::npos || url.empty()) return url;
  const bool has_port = url.find(':') != std::string::npos && !url.ends_with(']');
  return "http://" + url + (has_port ? "" : ":8123");
}

/// Without the key of the config, which a form does not show.
Error without_key(const Error& error) {
  const std::size_t end = error.message.find(": ");
  const bool has_key = error.message.starts_with('[') && end != std::string::npos;
  return has_key ? Error{error.fault, error.message.substr(end + 2)} : error;
}

/// The form field that a login error belongs to.
std::string login_field(const Error& error) {
  return error.fault == Fault::refused ? "password" : "host";
}

}  // namespace

HouseSetup::HouseSetup(SetupSettings settings) : settings_(std::move(settings)) { read(); }

HouseSetup::~HouseSetup() { closing_.request_stop(); }

/// Requires: the caller holds mutex_, or the object is not shared yet.
void HouseSetup::read() {
  Result<Draft> draft = Draft::read(settings_.path, settings_.unconfigured);
  problem_.reset();
  draft_.reset();
  if (draft)
    draft_ = *std::move(draft);
  else
    problem_ = draft.error().message;
}

/// Follows a user who edits the file while nothing is entered here. Requires: the caller holds
/// mutex_.
void HouseSetup::read_if_changed() {
  if (!draft_) return read();
  if (draft_->has_changed() || !secret_texts().empty()) return;
  const Result<bool> current = draft_->is_current();
  if (current && !*current) read();
}

SetupLook HouseSetup::look() {
  const std::lock_guard lock(mutex_);
  read_if_changed();
  SetupLook look;
  look.problem = problem_;
  look.bridge = bridge_;
  look.pairing = pairing_;
  look.broker_note = broker_note_;
  look.home_assistant_note = home_note_;
  if (!draft_) return look;
  look.exists = draft_->exists();
  look.has_changed = draft_->has_changed() || !secret_texts().empty();
  look.config = draft_->config();
  const Result<hue::Pairing> paired = read_pairing(look.config.hue);
  look.bridge_address = paired ? paired->address : look.config.hue.address;
  std::error_code ignored;
  look.is_importing =
      std::filesystem::exists(wanted_past_path(look.config.store.directory), ignored);
  return look;
}

void HouseSetup::discard() {
  end_pairing();
  {
    const std::lock_guard lock(mutex_);
    secrets_ = {};
    bridge_.reset();
    pairing_.reset();
    broker_note_.clear();
    home_note_.clear();
    facts_.reset();
    heard_.reset();
    read();
  }
  settings_.on_change();
}

void HouseSetup::set_listen(const std::string& address) {
  const std::lock_guard lock(mutex_);
  if (draft_) draft_->set_listen(address);
}

SetupStep HouseSetup::set_place(double latitude, double longitude, const std::string& time_zone) {
  SetupStep done;
  {
    const std::lock_guard lock(mutex_);
    if (!draft_) return nothing_to_change(*problem_);
    done = draft_->set_place(latitude, longitude, time_zone, clock_.now());
  }
  if (!done) settings_.on_change();
  return done;
}

SetupStep HouseSetup::take_place_of_home_assistant() {
  std::optional<home_assistant::HomeFacts> facts;
  {
    const std::lock_guard lock(mutex_);
    facts = facts_;
  }
  if (!facts)
    return SetupFault{
        "from", {Fault::bad_input, "Home Assistant is not connected; give its url and token"}};
  return set_place(facts->latitude, facts->longitude, facts->time_zone);
}

Result<std::vector<hue::FoundBridge>> HouseSetup::find_bridges() {
  auto found = app::find_bridges(look().config.hue);
  if (found) return found;
  if (found.error().fault == Fault::not_found)
    return Error{Fault::not_found,
                 "no bridge announces itself here; is it on and in the same network? Its own app "
                 "shows its address"};
  return Error{found.error().fault,
               "this machine cannot search for bridges; enter the address, which the "
               "bridge's own app shows"};
}

SetupStep HouseSetup::begin_pairing(const std::string& given) {
  const Result<hue::Address> address = hue::parse_address(given);
  if (!address) return SetupFault{"address", address.error()};
  const SetupLook now = look();
  if (now.problem) return nothing_to_change(*now.problem);
  const Result<std::string> authorities = read_authorities(now.config.hue);
  if (!authorities) return SetupFault{"address", authorities.error()};
  const Result<hue::Approach> approach = hue::approach(*address, *authorities, clock_);
  if (!approach) return SetupFault{"address", approach.error()};
  end_pairing();
  {
    const std::lock_guard lock(mutex_);
    pairing_ = PairingState{*approach, true, pairing_seconds};
  }
  {
    const std::lock_guard lock(beginning_);
    pairing_thread_ = std::jthread([this, approach = *approach](const std::stop_token& stop) {
      wait_for_button(approach, stop);
    });
  }
  settings_.on_change();
  return {};
}

void HouseSetup::end_pairing() {
  {
    const std::lock_guard lock(beginning_);
    pairing_thread_ = {};
  }
  {
    const std::lock_guard lock(mutex_);
    if (!pairing_ || !pairing_->is_running) return;
    pairing_.reset();
  }
  settings_.on_change();
}

/// Runs on its own thread. Polls once a second.
void HouseSetup::wait_for_button(const hue::Approach& approach, const std::stop_token& stop) {
  const Result<std::string> authorities = read_authorities(look().config.hue);
  if (!authorities) return fail_pairing(authorities.error().message);
  const auto transport = hue::open_transport(approach, *authorities, clock_, stop);
  for (int left = pairing_seconds; left > 0 && !stop.stop_requested(); --left) {
    show_seconds(left);
    const auto key = ask_for_key(*transport);
    if (stop.stop_requested()) return;
    if (!key) return fail_pairing(key.error().message);
    if (*key) return keep_pairing(approach, **key);
    clock_.sleep_until(clock_.now() + std::chrono::seconds(1), stop);
  }
  if (!stop.stop_requested())
    fail_pairing(
        "the bridge's button was not pressed in time; begin again and press it while the "
        "seconds count down");
}

void HouseSetup::show_seconds(int seconds) {
  {
    const std::lock_guard lock(mutex_);
    if (pairing_) pairing_->seconds_left = seconds;
  }
  settings_.on_change();
}

void HouseSetup::fail_pairing(const std::string& why) {
  {
    const std::lock_guard lock(mutex_);
    if (pairing_) {
      pairing_->is_running = false;
      pairing_->trouble = why;
    }
  }
  settings_.on_change();
}

void HouseSetup::keep_pairing(const hue::Approach& approach, const std::string& key) {
  {
    const std::lock_guard lock(mutex_);
    if (!draft_) return;
    const SetupStep wrong = draft_->set_bridge(
        secret_file(draft_->config().hue.key_file, "bridge.key"), hue::to_string(approach.address));
    if (wrong && pairing_) {
      pairing_->is_running = false;
      pairing_->trouble = wrong->error.message;
    } else {
      secrets_.pairing = pairing_of(approach, key);
      bridge_ = approach;
      pairing_.reset();
      heard_.reset();
    }
  }
  settings_.on_change();
}

std::vector<FoundBroker> HouseSetup::find_brokers(int port) {
  return app::find_brokers(port, closing_.get_token());
}

SetupStep HouseSetup::set_broker(BrokerConfig broker, const std::optional<std::string>& password) {
  SetupSecrets secrets;
  {
    const std::lock_guard lock(mutex_);
    if (!draft_) return nothing_to_change(*problem_);
    BrokerConfig tried = draft_->config().broker;
    tried.host = broker.host;
    tried.port = broker.port;
    tried.user = broker.user;
    broker = tried;
    if (password && !password->empty())
      broker.password_file = secret_file(tried.password_file, "broker.password");
    if ((password && password->empty()) || broker.user.empty()) broker.password_file.clear();
    secrets = secrets_;
    if (password) secrets.broker_password = password->empty() ? std::nullopt : password;
    if (broker.user.empty()) secrets.broker_password.reset();
    Draft copy = *draft_;
    if (SetupStep wrong = copy.set_broker(broker)) return wrong;
  }
  if (!broker.user.empty() && !secrets.broker_password && broker.password_file.empty())
    return SetupFault{"password", {Fault::bad_input, "no password given for this user"}};
  const Result<std::string> tried = try_broker(broker, secrets, closing_.get_token());
  if (!tried) return SetupFault{login_field(tried.error()), tried.error()};
  {
    const std::lock_guard lock(mutex_);
    if (!draft_) return nothing_to_change(*problem_);
    if (SetupStep wrong = draft_->set_broker(broker)) return wrong;
    secrets_.broker_password = secrets.broker_password;
    broker_note_ = *tried;
    heard_.reset();
  }
  settings_.on_change();
  return {};
}

Result<std::vector<home_assistant::FoundHome>> HouseSetup::find_home_assistants() {
  auto found = app::find_home_assistants(closing_.get_token());
  if (found && !found->empty()) return found;
  if (found)
    return Error{Fault::not_found,
                 "no Home Assistant announces itself here; is it on and in the same network? Enter "
                 "the address with which you open it"};
  return Error{found.error().fault,
               "this machine cannot search for Home Assistant; enter the address with "
               "which you open it"};
}

SetupStep HouseSetup::set_home_assistant(const std::string& typed,
                                         const std::optional<std::string>& token) {
  const std::string url = completed_url(typed);
  SetupSecrets secrets;
  HomeAssistantConfig home;
  {
    const std::lock_guard lock(mutex_);
    if (!draft_) return nothing_to_change(*problem_);
    secrets = secrets_;
    home = draft_->config().home_assistant;
  }
  home.url = url;
  home.token_file = secret_file(home.token_file, "home-assistant.token");
  if (token && !token->empty()) secrets.token = token;
  const bool has_token =
      secrets.token || look().config.home_assistant.token_file == home.token_file;
  if (!has_token)
    return SetupFault{"token",
                      {Fault::bad_input,
                       "no token given; create one in Home Assistant, in your profile, "
                       "under Security, Long-lived access tokens"}};
  const Result<TriedHome> tried = try_home_assistant(home, secrets, closing_.get_token());
  if (!tried) {
    const bool is_token = tried.error().fault == Fault::refused ||
                          tried.error().message.find("token") != std::string::npos;
    return SetupFault{is_token ? "token" : "url", without_key(tried.error())};
  }
  {
    const std::lock_guard lock(mutex_);
    if (!draft_) return nothing_to_change(*problem_);
    if (SetupStep wrong = draft_->set_home_assistant(url, home.token_file)) return wrong;
    secrets_.token = secrets.token;
    home_note_ = tried->note;
    facts_ = tried->facts;
    heard_.reset();
  }
  settings_.on_change();
  return {};
}

/// Adds the sources of the chosen sensors at the broker. Requires: the caller holds mutex_.
SetupStep HouseSetup::add_sensor_sources(const std::vector<RoomWish>& rooms, Draft& draft) const {
  if (!heard_) return {};
  for (const RoomWish& room : rooms) {
    if (!room.sensor) continue;
    for (const HeardSensor& sensor : heard_->heard.sensors) {
      if (sensor.id != *room.sensor || !sensor.source) continue;
      if (SetupStep wrong = draft.add_source(*sensor.source)) return wrong;
    }
  }
  return {};
}

SetupStep HouseSetup::set_rooms(const std::vector<RoomWish>& rooms,
                                const std::vector<std::string>& removed) {
  {
    const std::lock_guard lock(mutex_);
    if (!draft_) return nothing_to_change(*problem_);
    Draft changed = *draft_;
    if (SetupStep wrong = changed.set_rooms(rooms, removed)) return wrong;
    if (SetupStep wrong = add_sensor_sources(rooms, changed)) return wrong;
    draft_ = std::move(changed);
  }
  settings_.on_change();
  return {};
}

SetupStep HouseSetup::change(const std::function<SetupStep(Draft&)>& step) {
  {
    const std::lock_guard lock(mutex_);
    read_if_changed();
    if (!draft_) return nothing_to_change(*problem_);
    if (SetupStep wrong = step(*draft_)) return wrong;
  }
  settings_.on_change();
  return {};
}

SetupStep HouseSetup::set_vacations(const std::vector<VacationConfig>& vacations) {
  return change([&](Draft& draft) { return draft.set_vacations(vacations); });
}

SetupStep HouseSetup::set_limits(const LimitsWish& limits) {
  return change([&](Draft& draft) { return draft.set_limits(limits); });
}

void HouseSetup::listen(bool anew) {
  {
    const std::lock_guard lock(mutex_);
    if (!draft_ || is_looking_ || (heard_ && !anew)) return;
    is_looking_ = true;
  }
  const std::lock_guard lock(beginning_);
  hearing_thread_ = std::jthread([this](const std::stop_token& stop) { hear(stop); });
}

/// Runs on its own thread. If the settings change meanwhile, the result is dropped, so that no
/// change is lost.
void HouseSetup::hear(const std::stop_token& stop) {
  settings_.on_change();
  Config config;
  SetupSecrets secrets;
  {
    const std::lock_guard lock(mutex_);
    if (draft_) config = draft_->config();
    secrets = secrets_;
  }
  HouseHeard heard = hear_house(config, secrets, stop);
  {
    const std::lock_guard lock(mutex_);
    heard_ = std::move(heard);
    is_looking_ = false;
  }
  settings_.on_change();
}

HeardLook HouseSetup::heard() {
  const std::lock_guard lock(mutex_);
  HeardLook look;
  look.is_looking = is_looking_;
  if (!heard_ || !draft_) return look;
  look.heard = *heard_;
  look.proposed = proposed_rooms(heard_->heard, draft_->config());
  return look;
}

SetupStep HouseSetup::blink(const std::string& room, std::vector<std::string> lamps) {
  SetupLook now = look();
  SetupSecrets secrets;
  {
    const std::lock_guard lock(mutex_);
    secrets = secrets_;
  }
  if (now.problem) return nothing_to_change(*now.problem);
  if (!room.empty()) {
    const Result<RoomConfig> one = room_of(now.config, RoomName(room));
    if (!one) return SetupFault{"room", one.error()};
    lamps = one->lamps;
  }
  if (lamps.empty())
    return SetupFault{"room",
                      {Fault::bad_input, "no lamps to blink; choose some for the room first"}};
  if (const auto why = why_not_blink(now.config, clock_.now()))
    return SetupFault{"room", {Fault::refused, *why}};
  const Result<void> blinked =
      blink_lamps(now.config, secrets, lamps, clock_, closing_.get_token());
  if (!blinked) return SetupFault{"room", blinked.error()};
  return {};
}

/// The path of a secret: from the config, otherwise in the store, which only the service can read.
std::string HouseSetup::secret_file(const std::string& named, const char* name) const {
  if (!named.empty()) return named;
  const std::string folder =
      draft_ ? draft_->config().store.directory : settings_.unconfigured.store.directory;
  return folder + "/" + name;
}

/// Requires: the caller holds mutex_.
std::vector<std::pair<std::string, std::string>> HouseSetup::secret_texts() const {
  std::vector<std::pair<std::string, std::string>> texts;
  if (!draft_) return texts;
  const Config& config = draft_->config();
  if (secrets_.pairing) texts.emplace_back(config.hue.key_file, hue::to_text(*secrets_.pairing));
  if (secrets_.broker_password)
    texts.emplace_back(config.broker.password_file, *secrets_.broker_password);
  if (secrets_.token) texts.emplace_back(config.home_assistant.token_file, *secrets_.token);
  return texts;
}

SetupPreview HouseSetup::preview() {
  const std::lock_guard lock(mutex_);
  if (!draft_) return {{}, {}, {}, problem_};
  SetupPreview preview{draft_->difference(), draft_->text(), {}, draft_->obstacle()};
  for (const auto& [path, text] : secret_texts()) preview.secrets.push_back(path);
  const bool is_only_secrets = !draft_->has_changed() && !preview.secrets.empty();
  if (is_only_secrets) preview.obstacle.reset();
  return preview;
}

Result<void> HouseSetup::write(std::optional<int> days_of_past) {
  {
    const std::lock_guard lock(mutex_);
    if (!draft_) return Error{Fault::refused, *problem_};
    const auto secrets = secret_texts();
    const bool has_changed = draft_->has_changed();
    if (has_changed || secrets.empty()) {
      if (Result<void> writable = draft_->check_writable(); !writable) return writable;
    }
    const std::string store = draft_->config().store.directory;
    if (Result<void> made = files::make_private_folders(store); !made) return made;
    for (const auto& [path, text] : secrets) {
      if (Result<void> written = write_secret_file(path, text); !written) return written;
    }
    if (has_changed) {
      if (Result<void> written = draft_->write(); !written) return written;
    }
    if (days_of_past) {
      const std::string wanted = fmt::format("{}\n", *days_of_past);
      if (Result<void> kept = files::replace_file(wanted_past_path(store), wanted); !kept)
        return kept;
    }
    secrets_ = {};
    read();
  }
  settings_.on_change();
  return {};
}

Result<void> import_wanted_past(const Config& config, const std::stop_token& stop) {
  const std::string path = wanted_past_path(config.store.directory);
  const Result<std::string> wanted = read_text_file(path, 100);
  if (!wanted) return {};
  const int days = std::clamp(std::atoi(wanted->c_str()), 1, most_days_of_past);
  Result<ChildProcess> import =
      ChildProcess::start({"lamplighter-house", "import", "--home-assistant", "--days",
                           std::to_string(days), "--config", config.path});
  if (!import) return import.error();
  SystemClock clock;
  while (!stop.stop_requested() && !import->has_ended())
    clock.sleep_until(clock.now() + std::chrono::milliseconds(500), stop);
  const bool is_interrupted = !import->has_ended();
  const Result<void> ended = import->wait(stop);
  if (is_interrupted) return {};  // the next start runs it again
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  if (ended) return {};
  return Error{ended.error().fault,
               fmt::format("the history was not imported: {}; to try again: {} --home-assistant",
                           ended.error().message, command_for(config, "import"))};
}

}  // namespace lamplighter::app
