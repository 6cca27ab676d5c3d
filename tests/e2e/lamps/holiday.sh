#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A week of holiday across the end of daylight saving, a random fault every hour, five seeds: the lamps are as planned except during the
# faults and the following 30 s, and at the end as before or as changed manually; the bridge rejects no command, is polled at most once per
# minute, and gets the first restore command within a second. LAMPLIGHTER_TRIAL=full runs 200 seeds of two weeks.
set -eu
if [ "${LAMPLIGHTER_TRIAL:-}" = full ]; then
  exec "$BUILD/tests/holiday_trial" 1 200
fi
# In parallel: a bridge that loses power takes a second of real time to disappear.
failed=0
for seed in 1 2 3 4 5; do "$BUILD/tests/holiday_trial" $seed 1 7 >"seed-$seed" 2>&1 & eval "pid_$seed=$!"; done
for seed in 1 2 3 4 5; do
  eval "wait \$pid_$seed" || failed=1
  cat "seed-$seed"
done
exit $failed
