#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Many sensors, a burst compared with mosquitto_sub, a month in one burst, and a quiet home: nothing is lost.
# LAMPLIGHTER_TRIAL=full runs at full size.
set -eu
trial="$BUILD/tests/load_trial $LAMPLIGHTER"
if [ "${LAMPLIGHTER_TRIAL:-}" = full ]; then
  $trial sustained 1000 60
  $trial burst 100000 1 5
  $trial burst 100000 10 5
  $trial burst 100000 1000 5
  $trial month 44640
  $trial idle 300
else
  $trial sustained 200 3
  $trial burst 5000 10 1
  $trial month 1000
  $trial idle 12
fi
