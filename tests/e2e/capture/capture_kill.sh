#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Nothing that the broker acknowledged is lost, torn or duplicated, whichever process is killed and when.
# LAMPLIGHTER_TRIAL=full runs 200 rounds.
set -eu
rounds=8 broker_rounds=3
[ "${LAMPLIGHTER_TRIAL:-}" != full ] || { rounds=200 broker_rounds=30; }
"$BUILD/tests/kill_trial" "$LAMPLIGHTER" capture "$rounds"
"$BUILD/tests/kill_trial" "$LAMPLIGHTER" broker "$broker_rounds"
"$BUILD/tests/kill_trial" "$LAMPLIGHTER" both "$broker_rounds"
