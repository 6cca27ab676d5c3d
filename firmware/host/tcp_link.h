// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "node/mqtt_client.h"

#include <chrono>
#include <string>

namespace lamplighter::node_host {

/// Non-blocking TCP to a broker, except for the host name lookup in `open`. Single-threaded.
class TcpLink final : public node::Link {
 public:
  TcpLink(std::string host, int port) : host_(std::move(host)), port_(port) {}
  ~TcpLink() { close(); }
  TcpLink(const TcpLink&) = delete;
  TcpLink& operator=(const TcpLink&) = delete;

  void open() override;
  void close() override;
  node::LinkState state() override;
  std::size_t write(const std::uint8_t* bytes, std::size_t count) override;
  std::size_t read(std::uint8_t* into, std::size_t count) override;

  /// Waits until the link has news, or for `longest` at most. `for_writing`: also waits until bytes
  /// can be written.
  void wait(bool for_writing, std::chrono::milliseconds longest);

  /// Why the last connection ended or failed; empty if the link was not the cause.
  [[nodiscard]] const std::string& trouble() const { return trouble_; }

 private:
  void fail(const std::string& what);

  std::string host_;
  int port_;
  int socket_ = -1;
  node::LinkState state_ = node::LinkState::closed;
  std::string trouble_;
};

}  // namespace lamplighter::node_host
