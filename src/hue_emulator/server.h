// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/instant.h"
#include "core/result.h"
#include "hue_emulator/bridge.h"
#include "ports/clock.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace httplib {
struct Request;
struct Response;
}  // namespace httplib

namespace lamplighter::hue_emulator {

/// A certificate and its private key, both PEM.
struct CertificateAndKey {
  std::string certificate;
  std::string key;
};

/// From when until when a certificate is good.
struct Validity {
  Instant from;
  Instant until;
};

/// What bridges have: 2017-01-01 to 2038-01-01.
Validity bridge_validity();

/// A certificate authority of our own, made when it is needed: EC P-256, as the one that signs real
/// bridges' certificates.
class EmulatedAuthority {
 public:
  /// Errors: io when the system's cryptography fails.
  static Result<EmulatedAuthority> make(const std::string& name);

  /// The certificate to trust, PEM.
  [[nodiscard]] const std::string& certificate() const { return certificate_; }

  /// A bridge's certificate: the id is its common name, and it has no other name.
  [[nodiscard]] Result<CertificateAndKey> issue(const std::string& bridge_id,
                                                const Validity& validity) const;

 private:
  struct Keys;
  EmulatedAuthority(std::shared_ptr<const Keys> keys, std::string certificate);

  std::shared_ptr<const Keys> keys_;
  std::string certificate_;
};

/// A certificate that signs itself, as the oldest bridges and other emulators have.
Result<CertificateAndKey> self_signed(const std::string& bridge_id, const Validity& validity);

/// Where and how the emulated bridge listens.
struct BridgeAddress {
  std::string host = "127.0.0.1";
  int port = 0;                                  ///< of plain HTTP; 0: any free port
  int secure_port = 0;                           ///< of HTTPS; 0: any free port
  std::optional<CertificateAndKey> certificate;  ///< absent: no HTTPS, as a BSB001
};

/// What goes wrong with the next answers.
struct BridgeFaults {
  int dripping = 0;    ///< so many answers come one byte every 20 ms, and never end
  int dropped = 0;     ///< then so many are cut off
  int overloaded = 0;  ///< then so many are 429 (503 from a BSB001) with a page for people
  std::chrono::milliseconds delay{0};  ///< each answer waits so long, in real time
};

/// HTTP and HTTPS around an EmulatedBridge, on threads of its own until it is destroyed. More than
/// three requests at once are refused with 429, more than eight event streams too. Every function
/// may be called from any thread.
class EmulatedBridgeServer {
 public:
  /// Listens and answers. `clock` gives the bridge its time, is asked from several threads and
  /// outlives the server. Errors: io when a port cannot be had.
  static Result<std::unique_ptr<EmulatedBridgeServer>> start(BridgeWorld world, const Clock& clock,
                                                             const BridgeAddress& address);

  ~EmulatedBridgeServer();
  EmulatedBridgeServer(const EmulatedBridgeServer&) = delete;
  EmulatedBridgeServer& operator=(const EmulatedBridgeServer&) = delete;

  /// The ports it listens on; also while it is without power. 0 where there is no HTTPS.
  [[nodiscard]] int port() const;
  [[nodiscard]] int secure_port() const;

  void press_button();
  void set_faults(const BridgeFaults& faults);

  /// While they are off, event streams end and are refused; requests are answered.
  void set_streams(bool on);

  /// Called for every request but those for the event stream: the status of its answer (0: it was
  /// cut off or drips), and when it came.
  /// Called while no other request is answered, and never during `with_bridge`.
  using Observer = std::function<void(const BridgeRequest&, int status, Instant now)>;
  void observe(Observer observer);

  /// How many clients listen to the event stream.
  [[nodiscard]] int streams() const;

  /// Without power nobody listens and streams end; with power again it remembers everything.
  /// Errors: io when somebody took the port meanwhile.
  Result<void> set_power(bool on);

  /// The certificate of connections from now on.
  Result<void> use_certificate(const CertificateAndKey& certificate);

  /// Runs `use` while no request is being answered: for looking at lamps and for faults of the
  /// bridge itself.
  void with_bridge(const std::function<void(EmulatedBridge&, Instant now)>& use);

 private:
  struct Impl;
  explicit EmulatedBridgeServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// One port on which HTTP or HTTPS is spoken, from its making to its end.
class BridgeListener {
 public:
  using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

  /// Listens on host and port (0: any free one) and gives every request to `handler`, on threads of
  /// its own. With a certificate it is HTTPS. Errors: io.
  static Result<std::unique_ptr<BridgeListener>> open(
      const std::string& host, int port, const std::optional<CertificateAndKey>& certificate,
      Handler handler);

  /// Waits for the requests that are being answered.
  ~BridgeListener();
  BridgeListener(const BridgeListener&) = delete;
  BridgeListener& operator=(const BridgeListener&) = delete;

  [[nodiscard]] int port() const;

  /// Errors: io for text not a certificate with its key. Requires: it is HTTPS.
  Result<void> use_certificate(const CertificateAndKey& certificate);

 private:
  struct Impl;
  explicit BridgeListener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lamplighter::hue_emulator
