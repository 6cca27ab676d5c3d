// SPDX-License-Identifier: Apache-2.0
#include "testing/broker.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>

namespace lamplighter::testing {
namespace {

/// A child that runs `arguments` and writes its stderr to `log`; it dies with its parent.
pid_t spawn(const std::array<const char*, 4>& arguments, int log) {
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child != 0) return child;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(1);
  ::dup2(log, STDERR_FILENO);
  ::dup2(log, STDOUT_FILENO);
  ::execvp(arguments[0], const_cast<char* const*>(arguments.data()));
  ::execv("/usr/sbin/mosquitto", const_cast<char* const*>(arguments.data()));  // not in every PATH
  ::_exit(127);
}

/// Reads a child's log until it says that it is running; false where it ends before.
bool wait_until_running(int log) {
  std::string text;
  std::array<char, 512> part{};
  for (;;) {
    const ssize_t count = ::read(log, part.data(), part.size());
    if (count <= 0) return false;
    text.append(part.data(), static_cast<std::size_t>(count));
    if (text.find(" running") != std::string::npos) return true;
  }
}

}  // namespace

int free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (socket < 0 || ::bind(socket, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    std::abort();
  }
  ::close(socket);
  return ntohs(address.sin_port);
}

Broker::Broker(BrokerOptions options) : options_(std::move(options)), port_(free_port()) {
  if (!options_.user.empty()) {
    const std::string file = folder_.write("passwords", "");
    const std::string command =
        "mosquitto_passwd -b '" + file + "' " + options_.user + " '" + options_.password + "'";
    if (std::system(command.c_str()) != 0) std::abort();
  }
  for (int tries = 0; tries < 10; ++tries, port_ = free_port()) {
    if (try_start()) return;  // somebody else may take the port before mosquitto does
  }
  std::abort();
}

void Broker::stop() { end(SIGTERM); }

void Broker::kill() { end(SIGKILL); }

void Broker::start() {
  if (!try_start()) std::abort();
}

bool Broker::try_start() {
  const std::string file = folder_.write("mosquitto.conf", configuration());
  std::array<int, 2> pipe{};
  if (::pipe2(pipe.data(), O_CLOEXEC) != 0) std::abort();
  // Nobody reads the log later on: what no longer fits is thrown away, and the broker never waits.
  (void)::fcntl(pipe[1], F_SETFL, O_NONBLOCK);
  child_ = spawn({"mosquitto", "-c", file.c_str(), nullptr}, pipe[1]);
  ::close(pipe[1]);
  log_ = pipe[0];
  if (wait_until_running(log_)) return true;
  end(SIGKILL);
  return false;
}

void Broker::end(int signal) {
  if (child_ <= 0) return;
  ::kill(child_, signal);
  ::waitpid(child_, nullptr, 0);
  ::close(log_);
  child_ = -1;
}

std::string Broker::configuration() const {
  std::string text = "listener " + std::to_string(port_) +
                     " 127.0.0.1\n"
                     "user root\n"  // otherwise it could not read this folder when run by root
                     "log_dest stderr\n"
                     "connection_messages false\n"
                     "max_queued_messages 0\n";
  text += options_.user.empty() ? "allow_anonymous true\n"
                                : "password_file " + folder_.path("passwords") + "\n";
  if (options_.persists) {
    text +=
        "persistence true\npersistence_location " + folder_.path("") + "\nautosave_interval 1\n";
  }
  return text + options_.more;
}

}  // namespace lamplighter::testing
