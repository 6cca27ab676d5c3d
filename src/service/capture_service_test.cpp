// SPDX-License-Identifier: Apache-2.0
// What becomes of the waiting is in tests/e2e/run_without.sh.
#include "service/capture_service.h"

#include "csv/store.h"
#include "system/clocks.h"
#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

namespace lamplighter::app {
namespace {

class CaptureServiceTest : public ::testing::Test {
 protected:
  CaptureServiceTest() {
    config.path = "lamplighter.toml";
    config.store.directory = folder.path("store");
    config.broker.port = 1;  // where nothing answers
    SourceConfig source;
    source.topic = "n/{sensor}";
    source.format = "esphome";
    config.sources.push_back(source);
  }
  Result<std::unique_ptr<CaptureService>> open() {
    return CaptureService::open(config, clock, Rng(1));
  }

  testing::ScratchFolder folder;
  Config config;
  SystemClock clock;
};

TEST_F(CaptureServiceTest, HasNoTroubleWhereTheStoreCanBeWritten) {
  const auto service = open();
  ASSERT_TRUE(service) << service.error().message;
  EXPECT_EQ((*service)->trouble(), "");
}

TEST_F(CaptureServiceTest, WaitsForAStoreThatCannotBeMade) {
  static_cast<void>(folder.write("store", "a file"));
  const auto service = open();
  ASSERT_TRUE(service) << service.error().message;
  EXPECT_TRUE((*service)->trouble().starts_with("capture cannot write: ")) << (*service)->trouble();
  std::stop_source stop;
  std::vector<CaptureReport> reports;
  CaptureService::Calls calls;
  calls.on_report = [&](const CaptureReport& report) {
    reports.push_back(report);
    stop.request_stop();
  };
  calls.service_troubles = [] { return std::vector<std::string>{"page cannot start: why"}; };
  EXPECT_TRUE((*service)->run(stop.get_token(), calls));
  ASSERT_EQ(reports.size(), 1U);
  EXPECT_EQ(reports[0].storage_trouble, (*service)->trouble());
  EXPECT_EQ(reports[0].service_troubles.size(), 1U);
}

TEST_F(CaptureServiceTest, IsRefusedAStoreThatAnotherWriterHas) {
  const auto store = csv::Store::open(folder.path("store"));
  ASSERT_TRUE(store);
  const auto service = open();
  ASSERT_FALSE(service);
  EXPECT_EQ(service.error().fault, Fault::refused);
}

TEST_F(CaptureServiceTest, IsRefusedAConfigThatIsWrong) {
  config.sources[0].format = "smoke signals";
  const auto service = open();
  ASSERT_FALSE(service);
  EXPECT_EQ(service.error().fault, Fault::bad_input);
}

}  // namespace
}  // namespace lamplighter::app
