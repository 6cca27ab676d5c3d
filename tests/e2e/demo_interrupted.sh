#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A demo that is interrupted, at any step, removes its folders and ends its processes.
set -eu
command -v mosquitto >/dev/null || [ -x /usr/sbin/mosquitto ] || { echo "mosquitto is not installed"; exit 77; }
# shellcheck disable=SC2034  # for lib.sh
logs="demo.txt errors.txt"
. "$SOURCE/tests/e2e/parts/lib.sh"
demo=
trap 'kill $demo 2>/dev/null || true' EXIT
export TMPDIR="$PWD/temporary"
mkdir temporary

# interrupt SIGNAL WHAT: once the demo has printed WHAT
interrupt() {
  rm -f demo.txt
  stdbuf=$(command -v stdbuf || true)
  env --default-signal ${stdbuf:+"$stdbuf" -oL} "$LAMPLIGHTER" demo --days 10 --seconds 60 >demo.txt 2>errors.txt &
  demo=$!
  until grep -q "$2" demo.txt; do
    kill -0 $demo 2>/dev/null || fail "ended before '$2'"
    sleep 0.1
  done
  [ -n "$(ls temporary)" ] || fail "no folder while it runs"
  kill "-$1" $demo
  status=0
  wait $demo || status=$?
  demo=
  [ $status -eq 1 ] || fail "exit status $status after SIG$1 at '$2'"
  grep -q "^lamplighter: interrupted$" errors.txt || fail "says nothing after SIG$1 at '$2'"
  [ -z "$(ls temporary)" ] || fail "left after SIG$1 at '$2': $(ls temporary)"
  if pgrep -f "$TMPDIR/lamplighter-" >/dev/null; then fail "left running: $(pgrep -af "$TMPDIR/lamplighter-")"; fi
}
interrupt INT "lamplighter simulate"
interrupt TERM "lamplighter-node --id"
interrupt INT "lamplighter-node --id"
interrupt HUP "lamplighter train"
echo "demo_interrupted: nothing is left"
