#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A household with a Hue bridge, in fast time, with 20 restarts of the bridge, 20 gaps in its stream and 20 kills of capture; then `train`
# and `plan` follow, and the light of a motion sensor shows the lamps. Two days; LAMPLIGHTER_TRIAL=full runs three weeks, and `evaluate`.
set -eu
[ -x "$BUILD/tests/hue_house_trial" ] || exit 77

. "$SOURCE/tests/e2e/parts/lib.sh"
days=2
[ "${LAMPLIGHTER_TRIAL:-}" != full ] || days=21
"$BUILD/tests/hue_house_trial" . $days >counts || fail "$(cat counts)"
cat counts
"$LAMPLIGHTER" train --config lamplighter.toml --model store/model.json >trained 2>notes || fail "train: $(cat notes)"
if grep -i "no readings" notes trained; then fail "train misses readings"; fi
"$LAMPLIGHTER" plan --config lamplighter.toml --date 2026-11-10 >plan || fail "no plan"
grep -q " on " plan || fail "nothing is planned: $(cat plan)"
if [ $days -gt 2 ]; then
  "$LAMPLIGHTER" evaluate --config lamplighter.toml --splits 2 >evaluated 2>notes || fail "evaluate: $(cat notes)"
fi
"$LAMPLIGHTER" detect --config lamplighter.toml --room living-room >detected 2>notes || fail "detect: $(cat notes)"
grep -q "reports on change" detected || fail "the sensor is not known to report on change: $(cat detected)"
