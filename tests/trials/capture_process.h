// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace lamplighter::trials {

/// Another program as a child process: killed when this object is destroyed or this process ends.
class Process {
 public:
  /// Its stdout is appended to `out`, its stderr to `errors`: discarded if empty, ours if "-".
  Process(const std::vector<std::string>& command, const std::string& out,
          const std::string& errors);
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  [[nodiscard]] pid_t pid() const { return pid_; }

  void kill();
  int terminate();  ///< SIGTERM; returns the exit status
  int wait();

  /// In kilobytes, from /proc: current and peak.
  [[nodiscard]] std::int64_t resident() const;
  [[nodiscard]] std::int64_t peak_resident() const;

  /// Processor time used so far, in nanoseconds.
  [[nodiscard]] std::int64_t processor_time() const;

 private:
  pid_t pid_ = 0;
};

/// `lamplighter capture` with one source `n/{sensor}`, on the trial's own broker.
struct CaptureCommand {
  std::string program = {};
  std::string folder = {};  ///< store and log are below it
  int port = 0;
  std::string format = "esphome";

  [[nodiscard]] std::string store() const { return folder + "/store"; }
  [[nodiscard]] std::unique_ptr<Process> start() const;

  /// Starts it and waits until it has subscribed.
  [[nodiscard]] std::unique_ptr<Process> start_and_wait() const;
};

/// Ends the trial as failed if `holds` is false.
void require(bool holds, const std::string& what);

}  // namespace lamplighter::trials
