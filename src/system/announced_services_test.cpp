// SPDX-License-Identifier: Apache-2.0
#include "system/announced_services.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

TEST(AnnouncedServices, WithoutADaemonTheReasonIsGiven) {
  const auto found = listen_for_services("_hue._tcp", std::chrono::milliseconds(1));
  if (found) GTEST_SKIP() << "an Avahi daemon runs here";
  EXPECT_EQ(found.error().fault, Fault::unavailable);
  EXPECT_NE(found.error().message.find("avahi-daemon"), std::string::npos);
}

}  // namespace
}  // namespace lamplighter::app
