// SPDX-License-Identifier: Apache-2.0
#include "capture_process.h"

#include "testing/mqtt_listener.h"

#include <fmt/format.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace lamplighter::trials {
namespace {

void redirect(const std::string& path, int to) {
  if (path == "-") return;
  const std::string target = path.empty() ? "/dev/null" : path;
  const int file = ::open(target.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0644);
  ::dup2(file, to);
  ::close(file);
}

std::int64_t field_of_status(pid_t pid, const std::string& field) {
  std::ifstream status(fmt::format("/proc/{}/status", pid));
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with(field)) return std::atoll(line.c_str() + field.size() + 1);
  }
  return 0;
}

}  // namespace

Process::Process(const std::vector<std::string>& command, const std::string& out,
                 const std::string& errors) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) {
    arguments.push_back(const_cast<char*>(argument.c_str()));
  }
  arguments.push_back(nullptr);
  pid_ = ::fork();
  if (pid_ != 0) return;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  redirect(out, STDOUT_FILENO);
  redirect(errors, STDERR_FILENO);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

Process::~Process() { kill(); }

void Process::kill() {
  if (pid_ == 0) return;
  ::kill(pid_, SIGKILL);
  wait();
}

int Process::terminate() {
  if (pid_ == 0) return -1;
  ::kill(pid_, SIGTERM);
  return wait();
}

int Process::wait() {
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = 0;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

std::int64_t Process::resident() const { return field_of_status(pid_, "VmRSS"); }

std::int64_t Process::peak_resident() const { return field_of_status(pid_, "VmHWM"); }

std::int64_t Process::processor_time() const {
  std::int64_t sum = 0;
  for (const auto& task : std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid_))) {
    std::ifstream statistics(task.path() / "schedstat");
    std::int64_t time = 0;
    statistics >> time;
    sum += time;
  }
  return sum;
}

std::unique_ptr<Process> CaptureCommand::start() const {
  std::vector<std::string> command{
      program,    "capture",   "--config",     "/dev/null",          "--store", store(),
      "--host",   "127.0.0.1", "--port",       std::to_string(port), "--topic", "n/{sensor}",
      "--format", format,      "--accept-any", "--accept-limit",     "4000"};
  if (format == "lamplighter") command.push_back("--trust-clock");
  return std::make_unique<Process>(command, "", folder + "/capture.log");
}

std::unique_ptr<Process> CaptureCommand::start_and_wait() const {
  testing::Listener listener(
      {.port = port, .backoff = {std::chrono::milliseconds(1), std::chrono::milliseconds(50)}});
  listener.connection->subscribe("lamplighter/status");
  listener.connection->subscribe("trial/ready");
  const auto is_told = [&](const std::string& payload, bool retained) {
    return [&listener, payload, retained] {
      return !listener.heard.empty() && listener.heard.back().payload == payload &&
             listener.heard.back().retained == retained;
    };
  };
  require(listener.until_connected(), "the trial reaches its broker");
  require(listener.connection->publish("trial/ready", "").has_value(), "the trial may publish");
  const auto is_ready = [&] {
    return !listener.heard.empty() && listener.heard.back().topic == "trial/ready";
  };
  require(listener.until(is_ready), "the trial hears its broker before capture is there");
  auto process = start();
  require(listener.until(is_told("online", false)), "capture says that it is online");
  return process;
}

void require(bool holds, const std::string& what) {
  if (holds) return;
  fmt::print(stderr, "trial failed: {}\n", what);
  std::exit(1);
}

}  // namespace lamplighter::trials
