// SPDX-License-Identifier: Apache-2.0
#include "mqtt/child_broker.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

namespace lamplighter::mqtt {
namespace {

namespace fs = std::filesystem;

constexpr auto start_limit = std::chrono::seconds(20);
constexpr auto attempt_pause = std::chrono::milliseconds(2);
constexpr int not_installed = 127;  // the shell's exit status in this case

/// A port that is free at the moment.
int free_port() {
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* general = reinterpret_cast<sockaddr*>(&address);
  int port = 0;
  if (::bind(fd, general, size) == 0 && ::getsockname(fd, general, &size) == 0) {
    port = ::ntohs(address.sin_port);
  }
  ::close(fd);
  return port;
}

/// On Debian, mosquitto is only in root's path.
std::string program() {
  for (const char* path : {"/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto"}) {
    if (::access(path, X_OK) == 0) return path;
  }
  return "mosquitto";
}

[[noreturn]] void become_broker(const std::string& name, const std::string& config,
                                const std::string& log, pid_t parent) {
  ::prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (::getppid() != parent) ::_exit(1);  // the parent died before prctl took effect
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  const int nothing = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
  ::dup2(nothing, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(out, STDERR_FILENO);
  ::execlp(name.c_str(), name.c_str(), "-c", config.c_str(), static_cast<char*>(nullptr));
  ::_exit(not_installed);
}

}  // namespace

Result<std::unique_ptr<ChildBroker>> ChildBroker::start(const ChildBrokerOptions& options) {
  std::unique_ptr<ChildBroker> broker(new ChildBroker());
  if (Result<void> made = broker->make_directory(options); !made) return made.error();
  const int attempts = options.port == 0 ? 5 : 1;  // another process may take a free port first
  Result<void> running;
  for (int i = 0; i < attempts; ++i) {
    if (Result<void> written = broker->write_config(options); !written) return written.error();
    running = broker->restart();
    if (running) return broker;
    if (running.error().fault == Fault::not_found) break;
  }
  return running.error();
}

Result<void> ChildBroker::make_directory(const ChildBrokerOptions& options) {
  directory_ = options.directory;
  if (!directory_.empty()) return {};
  std::string pattern = (fs::temp_directory_path() / "lamplighter-broker-XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) {
    return Error{Fault::io, fmt::format("{}: {}", pattern, std::strerror(errno))};
  }
  directory_ = pattern;
  remove_directory_ = true;
  return {};
}

Result<void> ChildBroker::write_config(const ChildBrokerOptions& options) {
  port_ = options.port != 0 ? options.port : free_port();
  std::ofstream config(directory_ + "/mosquitto.conf");
  config << "listener " << port_ << " 127.0.0.1\n"
         << "max_queued_messages 0\n"  // the default drops more than 1,000
         << "set_tcp_nodelay true\n"   // otherwise packets it considers sent wait in it, and are
                                       // lost with it
         << "log_dest stderr\nlog_timestamp_format %H:%M:%S\n"
         << "persistence " << (options.persistent ? "true" : "false") << "\n";
  if (options.persistent) {
    config << "persistence_location " << directory_ << "/\n"
           << "autosave_on_changes true\nautosave_interval 1\n";
  }
  if (::geteuid() == 0) config << "user root\n";  // otherwise it drops root and has no access
  if (options.more.find("allow_anonymous") == std::string::npos) config << "allow_anonymous true\n";
  config << options.more << '\n';
  config.flush();
  if (!config) {
    return Error{Fault::io, fmt::format("{}/mosquitto.conf: cannot be written", directory_)};
  }
  return {};
}

Result<void> ChildBroker::restart() {
  const std::string name = program();
  const std::string config = directory_ + "/mosquitto.conf";
  const std::string log = directory_ + "/mosquitto.log";
  std::error_code none_yet;
  const auto known = fs::file_size(log, none_yet);
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ == 0) become_broker(name, config, log, parent);
  if (pid_ < 0) return Error{Fault::io, fmt::format("fork: {}", std::strerror(errno))};
  return wait_until_ready(none_yet ? 0 : known);
}

/// The broker logs "running" once it listens. Connecting would not prove it: another broker may
/// have taken the port.
Result<void> ChildBroker::wait_until_ready(std::uintmax_t known_log_bytes) {
  const auto until = std::chrono::steady_clock::now() + start_limit;
  while (std::chrono::steady_clock::now() < until) {
    std::ifstream log(directory_ + "/mosquitto.log");
    log.seekg(static_cast<std::streamoff>(known_log_bytes));
    for (std::string line; std::getline(log, line);) {
      if (line.ends_with(" running")) return {};
    }
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = 0;
      if (WIFEXITED(status) && WEXITSTATUS(status) == not_installed) {
        return Error{Fault::not_found, "mosquitto: not installed; apt-get install mosquitto"};
      }
      return Error{Fault::unavailable, fmt::format("mosquitto ended: {}", last_log_line())};
    }
    std::this_thread::sleep_for(attempt_pause);
  }
  return Error{Fault::unavailable, fmt::format("mosquitto does not answer: {}", last_log_line())};
}

ChildBroker::~ChildBroker() {
  kill();
  std::error_code ignored;
  if (remove_directory_) fs::remove_all(directory_, ignored);
}

void ChildBroker::kill() { end(SIGKILL); }

void ChildBroker::stop() { end(SIGTERM); }

void ChildBroker::end(int signal) {
  if (pid_ == 0) return;
  ::kill(pid_, signal);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
}

std::string ChildBroker::last_log_line() const {
  std::ifstream log(directory_ + "/mosquitto.log");
  std::string last = "no log";
  for (std::string line; std::getline(log, line);) last = line;
  return last;
}

}  // namespace lamplighter::mqtt
