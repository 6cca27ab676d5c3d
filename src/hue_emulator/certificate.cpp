// SPDX-License-Identifier: Apache-2.0
#include "hue_emulator/certificate.h"

#include "core/freed.h"

#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <memory>

namespace lamplighter::hue_emulator {
namespace {

using Certificate = std::unique_ptr<X509, Freed<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;

Error failed() {
  return {Fault::io, "emulated bridge: the system's cryptography could not make a certificate"};
}

bool set_name(X509_NAME* name, const std::string& common_name) {
  const auto add = [&](const char* field, const std::string& text) {
    return X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8,
                                      reinterpret_cast<const unsigned char*>(text.data()),
                                      static_cast<int>(text.size()), -1, 0) == 1;
  };
  return add("C", "NL") && add("O", "Emulated Hue") && add("CN", common_name);
}

bool set_times(X509* certificate, const Validity& validity) {
  const auto seconds = [](Instant at) {
    return static_cast<time_t>(
        std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count());
  };
  return ASN1_TIME_set(X509_getm_notBefore(certificate), seconds(validity.from)) != nullptr &&
         ASN1_TIME_set(X509_getm_notAfter(certificate), seconds(validity.until)) != nullptr;
}

bool set_serial(X509* certificate) {
  std::uint64_t serial = 0;
  return RAND_bytes(reinterpret_cast<unsigned char*>(&serial), sizeof(serial)) == 1 &&
         ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial | 1U) == 1;
}

bool add_extension(X509* certificate, X509* issuer, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>> extension(
      X509V3_EXT_conf_nid(nullptr, &context, id, value));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// A certificate for `name` and `key`, not yet signed; its issuer is `issuer`, or itself.
Certificate draft(const std::string& name, EVP_PKEY* key, X509* issuer, const Validity& validity,
                  bool is_authority) {
  Certificate made(X509_new());
  X509* x = made.get();
  if (x == nullptr) return nullptr;
  const bool has_basics = X509_set_version(x, X509_VERSION_3) == 1 && set_serial(x) &&
                          set_times(x, validity) && X509_set_pubkey(x, key) == 1 &&
                          set_name(X509_get_subject_name(x), name);
  if (!has_basics) return nullptr;
  X509* by = issuer != nullptr ? issuer : x;
  const bool has_rest =
      X509_set_issuer_name(x, X509_get_subject_name(by)) == 1 &&
      add_extension(x, by, NID_subject_key_identifier, "hash") &&
      add_extension(x, by, NID_authority_key_identifier, "keyid:always") &&
      add_extension(x, by, NID_basic_constraints,
                    is_authority ? "critical,CA:TRUE" : "critical,CA:FALSE") &&
      add_extension(x, by, NID_key_usage,
                    is_authority ? "critical,keyCertSign,cRLSign" : "critical,digitalSignature");
  return has_rest ? std::move(made) : nullptr;
}

template <typename Write>
std::string to_pem(Write write) {
  const Bio memory(BIO_new(BIO_s_mem()));
  if (!memory || write(memory.get()) != 1) return {};
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

std::string to_pem(X509* certificate) {
  return to_pem([&](BIO* to) { return PEM_write_bio_X509(to, certificate); });
}

std::string to_pem(EVP_PKEY* key) {
  return to_pem([&](BIO* to) {
    return PEM_write_bio_PrivateKey(to, key, nullptr, nullptr, 0, nullptr, nullptr);
  });
}

bool sign(X509* certificate, EVP_PKEY* key) {
  return certificate != nullptr && X509_sign(certificate, key, EVP_sha256()) > 0;
}

}  // namespace

struct EmulatedAuthority::Keys {
  Key key;
  Certificate certificate;
};

Validity bridge_validity() { return {Instant(1'483'228'800s), Instant(2'145'916'800s)}; }

Result<EmulatedAuthority> EmulatedAuthority::make(const std::string& name) {
  auto keys = std::make_shared<Keys>();
  keys->key.reset(EVP_EC_gen("P-256"));
  if (!keys->key) return failed();
  keys->certificate = draft(name, keys->key.get(), nullptr, bridge_validity(), true);
  if (!sign(keys->certificate.get(), keys->key.get())) return failed();
  std::string pem = to_pem(keys->certificate.get());
  return EmulatedAuthority(std::move(keys), std::move(pem));
}

EmulatedAuthority::EmulatedAuthority(std::shared_ptr<const Keys> keys, std::string certificate)
    : keys_(std::move(keys)), certificate_(std::move(certificate)) {}

Result<CertificateAndKey> EmulatedAuthority::issue(const std::string& bridge_id,
                                                   const Validity& validity) const {
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return failed();
  const Certificate leaf =
      draft(bridge_id, key.get(), keys_->certificate.get(), validity, /*is_authority=*/false);
  if (!sign(leaf.get(), keys_->key.get())) return failed();
  return CertificateAndKey{to_pem(leaf.get()), to_pem(key.get())};
}

Result<CertificateAndKey> self_signed(const std::string& bridge_id, const Validity& validity) {
  const Key key(EVP_EC_gen("P-256"));
  if (!key) return failed();
  const Certificate leaf = draft(bridge_id, key.get(), nullptr, validity, /*is_authority=*/false);
  if (!sign(leaf.get(), key.get())) return failed();
  return CertificateAndKey{to_pem(leaf.get()), to_pem(key.get())};
}

}  // namespace lamplighter::hue_emulator
