// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace lamplighter {

/// A deleter that calls a C library's free function: `std::unique_ptr<X509, Freed<X509_free>>`.
template <auto free>
struct Freed {
  template <typename T>
  void operator()(T* object) const {
    free(object);
  }
};

}  // namespace lamplighter
