// SPDX-License-Identifier: Apache-2.0
#include "web/exchange.h"

#include "web/gzip.h"

#include <httplib.h>

#include <string>
#include <utility>

namespace lamplighter::web {
namespace {

constexpr std::size_t worth_packing = 1400;  // about what one packet holds

bool takes_gzip(const httplib::Request& request) {
  return request.get_header_value("Accept-Encoding").find("gzip") != std::string::npos;
}

/// By a provider of known length, since the library would pack a plain body again, and slowly.
void send_bytes(std::string bytes, const std::string& type, httplib::Response& response) {
  const std::size_t size = bytes.size();
  response.set_content_provider(
      size, type,
      [bytes = std::move(bytes)](std::size_t from, std::size_t count, httplib::DataSink& sink) {
        return sink.write(bytes.data() + from, count);
      });
}

void send_pieces(const Answer& answer, httplib::Response& response) {
  response.set_chunked_content_provider(answer.type,
                                        [more = answer.more](std::size_t, httplib::DataSink& sink) {
                                          const std::string piece = more();
                                          if (!piece.empty())
                                            return sink.write(piece.data(), piece.size());
                                          sink.done();
                                          return true;
                                        });
}

}  // namespace

Request to_request(const httplib::Request& request) {
  Request ours{request.path, {}, request.body};
  for (const auto& [name, value] : request.params) ours.query.emplace_back(name, value);
  return ours;
}

Head head_of(const httplib::Request& request) {
  return {.method = request.method,
          .path = request.path,
          .host = request.get_header_value("Host"),
          .origin = request.get_header_value("Origin"),
          .fetch_site = request.get_header_value("Sec-Fetch-Site"),
          .content_type = request.get_header_value("Content-Type"),
          .cookie = request.get_header_value("Cookie"),
          .address = request.remote_addr};
}

void send(const Answer& answer, const httplib::Request& request, httplib::Response& response) {
  response.status = answer.status;
  response.set_header("Cache-Control", "no-store");
  for (const auto& [name, value] : answer.headers) response.set_header(name, value);
  if (!answer.file_name.empty()) {
    response.set_header("Content-Disposition", "attachment; filename=\"" + answer.file_name + "\"");
  }
  if (answer.more) return send_pieces(answer, response);
  if (answer.body.size() < worth_packing || !takes_gzip(request))
    return send_bytes(answer.body, answer.type, response);
  response.set_header("Content-Encoding", "gzip");
  send_bytes(gzipped(answer.body), answer.type, response);
}

void send(const Asset& asset, const httplib::Request& request, httplib::Response& response) {
  const std::string tag = "\"" + std::string(asset.tag) + "\"";
  response.set_header("ETag", tag);
  response.set_header("Cache-Control", "no-cache");
  response.set_header("Vary", "Accept-Encoding");
  if (request.get_header_value("If-None-Match") == tag) {
    response.status = 304;
    return;
  }
  const std::string type(asset.type);
  if (!takes_gzip(request)) return send_bytes(unpacked(asset), type, response);
  response.set_header("Content-Encoding", "gzip");
  send_bytes(std::string(asset.gzip), type, response);
}

}  // namespace lamplighter::web
