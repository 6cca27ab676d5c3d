// SPDX-License-Identifier: Apache-2.0
#include "state/store_mount.h"

#include "testing/scratch_folder.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace lamplighter::app {
namespace {

namespace fs = std::filesystem;

class StoreMount : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::create_directories(folder.path("disk one/house"));
    put(tables.wanted,
        "UUID=1 / ext4 defaults 0 1\n# a comment\nUUID=2 none swap sw 0 0\n"
        "UUID=3 " +
            disk + "/ ext4 nofail 0 2\n");
    put(tables.mounted, "/dev/sda1 / ext4 rw 0 0\n");
  }
  static void put(const std::string& path, const std::string& text) { std::ofstream(path) << text; }
  std::string sentence(const std::string& directory) {
    const Result<void> checked = check_store_is_mounted(directory, tables);
    return checked ? "" : checked.error().message;
  }

  testing::ScratchFolder folder;
  std::string disk = folder.path("disk\\040one");  // fstab's encoding of a space
  MountTables tables{folder.path("fstab"), folder.path("mounts")};
};

TEST_F(StoreMount, BeginsNoStoreBelowAMountPointWhoseDiskIsAway) {
  for (const char* store : {"disk one", "disk one/", "disk one/house", "disk one/not/made/yet",
                            "disk one/house/../house"}) {
    EXPECT_NE(sentence(folder.path(store)).find("the disk of the store is not mounted; run: mount"),
              std::string::npos)
        << store;
  }
  fs::create_directory_symlink(folder.path("disk one"), folder.path("link"));
  EXPECT_NE(sentence(folder.path("link/house")), "");
}

TEST_F(StoreMount, BeginsOneWhereTheDiskIsThereOrNoneBelongs) {
  EXPECT_EQ(sentence(folder.path("elsewhere")), "");
  EXPECT_EQ(sentence(folder.path("disk one's neighbour")), "");
  put(tables.mounted, "/dev/sdb1 " + disk + " ext4 rw 0 0\n");
  EXPECT_EQ(sentence(folder.path("disk one/house")), "");
}

TEST_F(StoreMount, GoesOnWithAStoreThatIsThere) {
  fs::create_directories(folder.path("disk one/house/readings"));
  EXPECT_EQ(sentence(folder.path("disk one/house")), "");
}

TEST_F(StoreMount, TrustsTheFolderWhereTheTablesCannotBeRead) {
  fs::remove(tables.wanted);
  EXPECT_EQ(sentence(folder.path("disk one/house")), "");
}

}  // namespace
}  // namespace lamplighter::app
