// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "web/asset.h"
#include "web/door.h"
#include "web/route.h"

namespace httplib {
struct Request;
struct Response;
}  // namespace httplib

namespace lamplighter::web {

// Between the library's requests and answers and ours.

Request to_request(const httplib::Request& request);
Head head_of(const httplib::Request& request);

/// Packed where the client takes that and it is worth it.
void send(const Answer& answer, const httplib::Request& request, httplib::Response& response);

/// Or that the client has it already.
void send(const Asset& asset, const httplib::Request& request, httplib::Response& response);

}  // namespace lamplighter::web
