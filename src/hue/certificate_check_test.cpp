// SPDX-License-Identifier: Apache-2.0
#include "hue/certificate_check.h"

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <string>
#include <vector>

namespace lamplighter::hue {
namespace {

/// SHA-256 over the DER, as `openssl x509 -fingerprint -sha256` prints it, without colons.
std::vector<std::string> fingerprints(std::string_view pem) {
  std::vector<std::string> result;
  BIO* from = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
  while (X509* one = PEM_read_bio_X509(from, nullptr, nullptr, nullptr)) {
    unsigned char digest[32];
    X509_digest(one, EVP_sha256(), digest, nullptr);
    std::string text;
    for (const unsigned char byte : digest) {
      text += "0123456789ABCDEF"[byte >> 4U];
      text += "0123456789ABCDEF"[byte & 15U];
    }
    result.push_back(text);
    X509_free(one);
  }
  BIO_free(from);
  return result;
}

TEST(SignifyRoots, AreTheTwoThatSignifyPublishes) {
  EXPECT_EQ(fingerprints(signify_roots()),
            (std::vector<std::string>{
                "F0BD8E6509E82F774D63BC009D5388C969FE3DCF7D6D541D6351B72B898D8ACF",
                "D8B89448B2AF8E1676185AC07219EE9DCBC8F01C122A026A2A4B7B5CFE0328B8"}));
}

}  // namespace
}  // namespace lamplighter::hue
