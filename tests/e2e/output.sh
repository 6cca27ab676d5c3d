#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The exit status of every command shows whether its output could be written: to a full device, to a closed standard output, and to a pipe
# without a reader. One sentence, status 1, and never an abort.
set -eu
[ -c /dev/full ] || { echo "skipped: no /dev/full here"; exit 77; }
faults=0
fault() { echo "FAILED: $*"; faults=$((faults + 1)); }
. "$SOURCE/tests/e2e/parts/lib.sh"
pids=
trap 'kill $pids 2>/dev/null || true' EXIT

bridge_lamps="--lamp Hall/Radio:plug"
. "$SOURCE/tests/e2e/parts/bridge.sh"
"$LAMPLIGHTER" simulate --out house --days 10 --seed 1 --rooms hall,study >/dev/null 2>&1
cat >lamplighter.toml <<TOML
[home]
latitude = 37.3688
longitude = -122.0363
time_zone = "America/Los_Angeles"
[store]
directory = "store"
model = "house.json"
[hue]
address = "$secure"
key_file = "bridge.key"
ca_file = "ca.pem"
[[room]]
name = "hall"
lamps = ["Radio"]
TOML
export LAMPLIGHTER_CONFIG=lamplighter.toml
"$LAMPLIGHTER" train --onoff house/truth-onoff.csv --model house.json >/dev/null 2>&1 || fail "train"

# cannot_write COMMAND...: with unwritable output
cannot_write() {
  for how in full closed; do
    status=0
    if [ $how = full ]; then
      timeout 120 "$LAMPLIGHTER" "$@" </dev/null >/dev/full 2>message || status=$?
    else
      timeout 120 "$LAMPLIGHTER" "$@" </dev/null >&- 2>message || status=$?
    fi
    [ $status -eq 1 ] || fault "$how output, exit status $status: $*"
    [ "$(grep -c 'lamplighter: standard output: not all of it could be written' message)" -eq 1 ] ||
      fault "$how output, $* says: $(cat message)"
  done
  echo "$1" >>tried
}
place="--latitude 37.3688 --longitude -122.0363 --time-zone America/Los_Angeles"
: >tried
cannot_write --version
cannot_write --help
cannot_write simulate --out other --days 2 --force
cannot_write simulate --out other --days 2 --force --json
for form in "" --json; do
  # shellcheck disable=SC2086
  {
    cannot_write analyze house/hall.csv $place $form
    cannot_write detect house/hall.csv $place $form
    cannot_write evaluate --onoff house/truth-onoff.csv $place --splits 2 $form
    cannot_write train --onoff house/truth-onoff.csv $place --model other.json $form
    cannot_write plan --model house.json --date 2026-12-01 --seed 1 $form
    cannot_write sun --date 2026-12-01 $place $form
    cannot_write away status $form
    cannot_write bridge discover --address "$secure" --ca-file ca.pem $form
    cannot_write bridge lamps $form
  }
done
cannot_write detect house/hall.csv $place --csv
cannot_write plan --model house.json --date 2026-12-01 --days 400 --seed 1 --csv
cannot_write play --dry-run --model house.json --seed 1
cannot_write holidays
mkdir -p store/homes/a
cannot_write forget --home a
cannot_write import house/hall.csv --room hall --dry-run
cannot_write completion bash
cannot_write emulated-bridge --lamp Hall/a
(for _ in 1 2 3 4 5 6 7 8 9 10; do sleep 1 && echo press; done >&3) &
pids="$pids $!"
cannot_write bridge pair --address "$secure" --ca-file ca.pem --key-file other.key --wait 60

# Findings that are wrong make check fail anyway, and a report that is itself the output names it in the error.
# other COMMAND...: fails with a sentence, and does not abort
other() {
  for how in full closed; do
    status=0
    if [ $how = full ]; then "$LAMPLIGHTER" "$@" >/dev/full 2>message || status=$?; else "$LAMPLIGHTER" "$@" >&- 2>message || status=$?; fi
    [ $status -eq 1 ] && [ "$(grep -c '^lamplighter: ' message)" -eq 1 ] || fault "$* with $how output: exit status $status, $(cat message)"
  done
  echo "$1" >>tried
}
other check
other setup </dev/null
# shellcheck disable=SC2086
other report house/hall.csv $place --out /proc/self/fd/1

mkdir -p store
cannot_write backup whole.tar
cannot_write restore whole.tar --replace

# The demo prints before its first step; its folders are deleted.
mkdir temporary
if TMPDIR=$PWD/temporary timeout 300 "$LAMPLIGHTER" demo --days 1 --seconds 1 >/dev/full 2>message; then fault "the demo says 0"; fi
grep -q "aborted\|terminate" message && fault "the demo says: $(cat message)"
[ -z "$(ls temporary)" ] || fault "the demo left $(ls temporary)"
echo demo >>tried

# capture, run and serve print nothing on standard output; all other commands must have been tested, with their help.
"$LAMPLIGHTER" --help | sed -n '/^Subcommands:/,$s/^  \([a-z][a-z-]*\)\( .*\)\{0,1\}$/\1/p' >commands
[ "$(wc -l <commands)" -ge 17 ] || fail "no list of commands in the help: $(cat commands)"
while read -r command; do
  case $command in capture | run | serve) ;; *) grep -qx -- "$command" tried || fault "$command was not tried" ;; esac
  cannot_write "$command" --help
done <commands

# A reader that stops reading: the program ends at once, silently or with one sentence.
for command in "plan --model house.json --date 2026-12-01 --days 3660 --seed 1 --csv" "detect house/hall.csv $place --json"; do
  # shellcheck disable=SC2086
  { status=0; env --default-signal "$LAMPLIGHTER" $command 2>message || status=$?; echo $status >status; } | head -c 1 >/dev/null
  case $(cat status) in 1 | 141) ;; *) fault "| head: exit status $(cat status)" ;; esac
  [ "$(wc -l <message)" -le 1 ] || fault "| head: says $(cat message)"
done
# If that signal is ignored, writing fails.
{ status=0; env --ignore-signal=PIPE "$LAMPLIGHTER" plan --model house.json --date 2026-12-01 --days 3660 --seed 1 --csv 2>message ||
  status=$?; echo $status >status; } | head -c 1 >/dev/null
[ "$(cat status)" -eq 1 ] && grep -q "standard output: not all" message || fault "a closed pipe: $(cat status), $(cat message)"

[ $faults -eq 0 ] || exit 1
echo "output: $(sort -u tried | wc -l) commands say when their output cannot be written"
