// SPDX-License-Identifier: Apache-2.0
#include "page_load.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace lamplighter::trials {
namespace {

using Steady = std::chrono::steady_clock;

enum class Kind { stream, asking, dripping };

struct Client {
  int socket = -1;
  Kind kind = Kind::asking;
  bool is_waiting = false;
  Steady::time_point asked{};
  std::string got;
};

int connect_to(int port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) return -1;
  const int yes = 1;
  ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  ::fcntl(socket, F_SETFL, O_NONBLOCK);
  return socket;
}

std::string request_for(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
}

/// The length of the response at the beginning of a text, head and body; 0 if it is incomplete.
std::size_t answer_size(const std::string& text) {
  const std::size_t head = text.find("\r\n\r\n");
  if (head == std::string::npos) return 0;
  const std::size_t length = text.find("Content-Length: ");
  if (length == std::string::npos || length > head) return 0;
  const std::size_t size = head + 4 + std::strtoul(text.c_str() + length + 16, nullptr, 10);
  return text.size() >= size ? size : 0;
}

std::size_t count_of(const std::string& text, const std::string& word) {
  std::size_t count = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++count;
  return count;
}

class Asking {
 public:
  explicit Asking(const PageLoad& load) : load_(load), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    clients_.resize(load.streams + load.clients + load.drippers);
    for (std::size_t i = 0; i < clients_.size(); ++i) {
      clients_[i].kind = i < load.streams                  ? Kind::stream
                         : i < load.streams + load.clients ? Kind::asking
                                                           : Kind::dripping;
      open(i);
    }
  }
  ~Asking() {
    for (const Client& client : clients_) ::close(client.socket);
    ::close(epoll_);
  }
  Asking(const Asking&) = delete;
  Asking& operator=(const Asking&) = delete;

  PageAnswers run() {
    const auto began = Steady::now();
    std::size_t asked = 0;
    while (Steady::now() < began + load_.lasts) {
      const std::chrono::duration<double> passed = Steady::now() - began;
      const auto due = static_cast<std::size_t>(passed.count() * load_.requests_a_second);
      while (asked < due && !idle_.empty()) {
        ask(idle_.back(), asked++);
        idle_.pop_back();
      }
      hear();
      drip();
    }
    result_.seconds = std::chrono::duration<double>(Steady::now() - began).count();
    for (const Client& client : clients_) result_.streams += client.kind == Kind::stream ? 1 : 0;
    std::sort(result_.milliseconds.begin(), result_.milliseconds.end());
    return result_;
  }

 private:
  void open(std::size_t number) {
    Client& client = clients_[number];
    client.socket = connect_to(load_.port);
    client.got.clear();
    client.is_waiting = false;
    epoll_event event{.events = EPOLLIN, .data = {.u64 = number}};
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, client.socket, &event);
    if (client.kind == Kind::stream) return send(client, request_for("/api/v1/stream"));
    if (client.kind == Kind::dripping) return send(client, "GET / HTTP/1.1\r\nX: ");
    idle_.push_back(number);
  }

  static void send(const Client& client, const std::string& text) {
    if (::send(client.socket, text.data(), text.size(), MSG_NOSIGNAL) < 0) return;
  }

  void ask(std::size_t number, std::size_t turn) {
    Client& client = clients_[number];
    client.is_waiting = true;
    client.asked = Steady::now();
    send(client, request_for(load_.paths[turn % load_.paths.size()]));
  }

  void hear() {
    epoll_event events[64];
    const int count = ::epoll_wait(epoll_, events, 64, 1);
    for (int i = 0; i < count; ++i) read(events[i].data.u64);
  }

  void read(std::size_t number) {
    Client& client = clients_[number];
    char block[64 << 10];
    const ssize_t count = ::recv(client.socket, block, sizeof block, 0);
    if (count < 0) return;
    if (count == 0 || client.kind == Kind::dripping) return ended(number);
    client.got.append(block, static_cast<std::size_t>(count));
    if (client.kind == Kind::stream) {
      result_.news += count_of(client.got, "event: changed");
      client.got.clear();
    } else if (const std::size_t size = answer_size(client.got); size > 0) {
      answered(number, size);
    }
  }

  void answered(std::size_t number, std::size_t size) {
    Client& client = clients_[number];
    const std::chrono::duration<double, std::milli> took = Steady::now() - client.asked;
    result_.milliseconds.push_back(took.count());
    ++result_.answers;
    if (!client.got.starts_with("HTTP/1.1 200")) ++result_.refused;
    const bool is_last = client.got.find("Connection: close") < client.got.find("\r\n\r\n");
    client.got.erase(0, size);
    client.is_waiting = false;
    if (is_last) return ended(number);
    idle_.push_back(number);
  }

  /// A connection ends after a limited number of requests; an announced end is not a failure.
  void ended(std::size_t number) {
    Client& client = clients_[number];
    if (client.kind == Kind::dripping) ++result_.let_go;
    if (client.is_waiting || client.kind == Kind::stream) ++result_.broken;
    if (client.kind == Kind::stream) client.kind = Kind::asking;
    ::close(client.socket);
    std::erase(idle_, number);
    open(number);
  }

  void drip() {
    const auto now = Steady::now();
    if (now < drip_at_) return;
    drip_at_ = now + std::chrono::milliseconds(100);
    for (const Client& client : clients_) {
      if (client.kind == Kind::dripping) send(client, "x");
    }
  }

  const PageLoad& load_;
  int epoll_;
  std::vector<Client> clients_;
  std::vector<std::size_t> idle_;
  Steady::time_point drip_at_{};
  PageAnswers result_;
};

}  // namespace

PageAnswers ask_page(const PageLoad& load) { return Asking(load).run(); }

}  // namespace lamplighter::trials
