#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The demo as a user sees it, smaller: every reading that travelled is stored, the evening is played, no lamp stays on.
set -eu
command -v mosquitto >/dev/null || [ -x /usr/sbin/mosquitto ] || { echo "mosquitto is not installed"; exit 77; }
"$LAMPLIGHTER" demo --days 8 --seconds 8 --keep kept >demo.txt 2>errors.txt || { cat demo.txt errors.txt; exit 1; }

fail() { cat demo.txt errors.txt; echo "demo: $1"; exit 1; }
grep -q "^\$ lamplighter capture --config kept/lamplighter.toml" demo.txt || fail "capture was not shown"
[ "$(grep -c "^\$ lamplighter-node --id " demo.txt)" -ge 3 ] || fail "a node a room"
sent=$(sed -n 's/ readings were acknowledged to the nodes, .*//p' demo.txt)
stored=$(sed -n 's/.* to the nodes, \([0-9]*\) stand in the files\./\1/p' demo.txt)
[ "$sent" -gt 20000 ] && [ "$sent" = "$stored" ] || fail "$sent sent, $stored stored"
grep -q ", 0 lamps did not obey, 0 left on after" demo.txt || fail "the lamps at the end"
[ "$(find kept/store/readings -name '*.csv' | wc -l)" -ge 24 ] || fail "a file a day and sensor"
if pgrep -f "capture --config kept/lamplighter.toml" >/dev/null; then fail "capture was left running"; fi
echo "demo: $sent readings sent and stored, an evening played"
