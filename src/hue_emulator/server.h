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

/// The period in which a certificate is valid.
struct Validity {
  Instant from;
  Instant until;
};

/// The validity of real bridges' certificates: 2017-01-01 to 2038-01-01.
Validity bridge_validity();

/// A certificate authority, created on demand: EC P-256, like the one that signs real bridges'
/// certificates.
class EmulatedAuthority {
 public:
  /// Errors: io if the system's cryptography fails.
  static Result<EmulatedAuthority> make(const std::string& name);

  /// The certificate to trust, PEM.
  [[nodiscard]] const std::string& certificate() const { return certificate_; }

  /// Issues a bridge's certificate: the id is its common name, without alternative names.
  [[nodiscard]] Result<CertificateAndKey> issue(const std::string& bridge_id,
                                                const Validity& validity) const;

 private:
  struct Keys;
  EmulatedAuthority(std::shared_ptr<const Keys> keys, std::string certificate);

  std::shared_ptr<const Keys> keys_;
  std::string certificate_;
};

/// A self-signed certificate, as used by the oldest bridges and other emulators.
Result<CertificateAndKey> self_signed(const std::string& bridge_id, const Validity& validity);

/// The addresses of the emulated bridge.
struct BridgeAddress {
  std::string host = "127.0.0.1";
  int port = 0;                                  ///< for plain HTTP; 0: any free port
  int secure_port = 0;                           ///< for HTTPS; 0: any free port
  std::optional<CertificateAndKey> certificate;  ///< absent: no HTTPS, like a BSB001
};

/// Faults to inject into the next responses.
struct BridgeFaults {
  int dripping = 0;    ///< this many responses are sent one byte every 20 ms, and never end
  int dropped = 0;     ///< after those, this many are cut off
  int overloaded = 0;  ///< after those, this many are 429 (503 from a BSB001) with an HTML page
  std::chrono::milliseconds delay{0};  ///< delay of each response, in real time
};

/// Serves an EmulatedBridge over HTTP and HTTPS, on separate threads until it is destroyed. More
/// than three concurrent requests, or more than eight event streams, get status 429. Thread-safe.
class EmulatedBridgeServer {
 public:
  /// Starts the server. `clock` is the bridge's clock; it is used on several threads and must
  /// outlive the server. Errors: io if a port is unavailable.
  static Result<std::unique_ptr<EmulatedBridgeServer>> start(BridgeWorld world, const Clock& clock,
                                                             const BridgeAddress& address);

  ~EmulatedBridgeServer();
  EmulatedBridgeServer(const EmulatedBridgeServer&) = delete;
  EmulatedBridgeServer& operator=(const EmulatedBridgeServer&) = delete;

  /// The ports it listens on, or would listen on with power. 0 without HTTPS.
  [[nodiscard]] int port() const;
  [[nodiscard]] int secure_port() const;

  void press_button();
  void set_faults(const BridgeFaults& faults);

  /// While off, event streams are closed and rejected; requests are still processed.
  void set_streams(bool on);

  /// Called for every request except those for the event stream, with the status of the response
  /// (0: it was cut off or drips) and its time. Called while no other request is processed, and
  /// never during `with_bridge`.
  using Observer = std::function<void(const BridgeRequest&, int status, Instant now)>;
  void observe(Observer observer);

  /// The number of clients that listen to the event stream.
  [[nodiscard]] int streams() const;

  /// Without power the ports are closed and streams end; with power again, all state is restored.
  /// Errors: io if another process took the port in the meantime.
  Result<void> set_power(bool on);

  /// The certificate for new connections.
  Result<void> use_certificate(const CertificateAndKey& certificate);

  /// Calls `use` while no request is processed: for inspecting lamps and for faults of the bridge
  /// itself.
  void with_bridge(const std::function<void(EmulatedBridge&, Instant now)>& use);

 private:
  struct Impl;
  explicit EmulatedBridgeServer(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

/// One HTTP or HTTPS port, open for the lifetime of the object.
class BridgeListener {
 public:
  using Handler = std::function<void(const httplib::Request&, httplib::Response&)>;

  /// Listens on host and port (0: any free port) and passes every request to `handler`, on separate
  /// threads. With a certificate it uses HTTPS. Errors: io.
  static Result<std::unique_ptr<BridgeListener>> open(
      const std::string& host, int port, const std::optional<CertificateAndKey>& certificate,
      Handler handler);

  /// Waits for requests in progress.
  ~BridgeListener();
  BridgeListener(const BridgeListener&) = delete;
  BridgeListener& operator=(const BridgeListener&) = delete;

  [[nodiscard]] int port() const;

  /// Errors: io if the text is not a certificate with its key. Requires: it uses HTTPS.
  Result<void> use_certificate(const CertificateAndKey& certificate);

 private:
  struct Impl;
  explicit BridgeListener(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lamplighter::hue_emulator
