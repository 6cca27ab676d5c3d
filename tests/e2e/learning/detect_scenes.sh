#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A small version of the table of scenes: one house with a fixed seed, three weeks, the difficult scenes. `scenes_trial` exits with 1 if a
# figure is below the limit for a release. LAMPLIGHTER_TRIAL=full runs the whole table, with fixed and new seeds.
set -eu
trial="$BUILD/tests/scenes_trial"
[ -x "$trial" ] || { echo "scenes_trial is not built: skipped"; exit 77; }
if [ "${LAMPLIGHTER_TRIAL:-}" = full ]; then
  "$trial" fixed
  exec "$trial" fresh
fi
exec "$trial" fixed 1 14 plain broken-cloud sun-patches lamp-free moved-sensor stuck-day
