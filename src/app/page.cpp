// SPDX-License-Identifier: Apache-2.0
#include "app/page.h"

#include "app/page_routes.h"

namespace lamplighter::app {

Page::Page(const Config& config, const Clock& clock)
    : house_{config, clock, [this](const std::string& name) { tell(name); }} {}

Result<std::unique_ptr<Page>> Page::open(const Config& config, const Clock& clock) {
  std::unique_ptr<Page> page(new Page(config, clock));
  auto server = web::Server::start({config.web.host, config.web.port}, page_routes(page->house_),
                                   web::page_assets(), page->news_);
  if (!server) return server.error();
  page->server_ = *std::move(server);
  return page;
}

}  // namespace lamplighter::app
