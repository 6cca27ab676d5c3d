#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Where output is written: device nodes stay device nodes, the store is accessible to its owner only, concurrent orders are all kept, and
# times that no file can hold are refused. Needs no broker and no bridge.
set -eu
. "$SOURCE/tests/e2e/parts/lib.sh"
umask 022
server=
trap 'kill $server 2>/dev/null || true' EXIT
place="--latitude 37.3688 --longitude -122.0363 --time-zone America/Los_Angeles"
"$LAMPLIGHTER" simulate --out house --days 10 --seed 1 --rooms hall,study >/dev/null 2>&1
cat >lamplighter.toml <<'TOML'
[home]
latitude = 37.3688
longitude = -122.0363
time_zone = "America/Los_Angeles"
[store]
directory = "made/store"
[[room]]
name = "hall"
TOML
export LAMPLIGHTER_CONFIG=lamplighter.toml

# Devices. Root could replace one, so it gets device nodes of its own here, and never the machine's.
full=/dev/full null=/dev/null
if mknod full c 1 7 2>/dev/null && mknod null c 1 3 2>/dev/null && (: >null) 2>/dev/null; then full=full null=null; fi
# shellcheck disable=SC2086
report() { "$LAMPLIGHTER" report house/hall.csv $place --out "$1"; }
# shellcheck disable=SC2086
train() { "$LAMPLIGHTER" train --onoff house/truth-onoff.csv $place --model "$1" >/dev/null; }
[ $null = /dev/null ] && [ "$(id -u)" -eq 0 ] && echo "files: devices are left out" || {
  report $full 2>message && fail "a report that a full device did not take"
  grep -q "No space left on device" message || fail "a full device: $(cat message)"
  train $null 2>message || fail "a model for nobody: $(cat message)"
  "$LAMPLIGHTER" bridge pair --address 127.0.0.1:9 --key-file $null 2>message && fail "a key in a device"
  grep -q "a device, which is never replaced" message || fail "a key in a device: $(cat message)"
  for device in $full $null; do [ -c $device ] || fail "$device is no device any more"; done
}
mkfifo pipe
cat pipe >read &
report pipe || fail "a report into a pipe"
wait $!
[ -p pipe ] && grep -q "</html>" read || fail "what came through the pipe"
report /proc/self/fd/1 >printed && grep -q "</html>" printed || fail "a report to standard output"
mkdir folder
report folder 2>message && fail "a report in the place of a folder"
[ -d folder ] && grep -q "a folder, which is never replaced" message || fail "a folder: $(cat message)"

# Modes.
mode() { stat -c %a "$1"; }
report page.html && [ "$(mode page.html)" = 600 ] || fail "a new report has mode $(mode page.html)"
chmod 640 page.html
report page.html && [ "$(mode page.html)" = 640 ] || fail "a report that was 640 has mode $(mode page.html)"
"$LAMPLIGHTER" away on
train made/store/model.json 2>message || fail "train: $(cat message)"
"$LAMPLIGHTER" plan --date 2026-12-01 --model made/store/model.json >/dev/null || fail "plan"
command -v curl >/dev/null || { echo "skipped: no curl here"; exit 77; }
"$LAMPLIGHTER" serve --port 0 2>address &
server=$!
while ! grep -q http: address; do kill -0 $server && sleep 0.1; done
page=$(sed -n 's|.*\(http://[0-9.:]*/\).*|\1|p' address)
ask() { curl -s -o answer -w '%{http_code}' --max-time 30 -H 'Content-Type: application/json' "$@"; }
correct() { ask -d "{\"room\":\"hall\",\"from\":\"$1\",\"until\":\"$2\",\"state\":\"on\"}" "${page}api/v1/corrections"; }
[ "$(correct 2026-11-02T19:00 2026-11-02T20:00)" = 200 ] || fail "a correction: $(cat answer)"
open=$(find made -perm /077)
[ -z "$open" ] || fail "open to others: $(ls -ld $open)"

# Years.
for years in "0001-01-01T00:00 0001-01-02T00:00" "1969-12-01T00:00 1969-12-02T00:00"; do
  # shellcheck disable=SC2086
  [ "$(correct $years)" = 400 ] && grep -q "from 1970 to February 2106" answer || fail "a correction of $years: $(cat answer)"
done
[ "$(wc -l <made/store/corrections.csv)" -eq 2 ] || fail "corrections: $(cat made/store/corrections.csv)"
for kind in readings readings.csv lamps.csv plan.csv; do
  for span in "from=-62135596800&until=-62135510400" "from=-86400&until=0" "from=0&until=4294967296"; do
    [ "$(ask "${page}api/v1/$kind?room=hall&$span")" = 400 ] && grep -q "until February 2106" answer || fail "$kind?$span: $(cat answer)"
  done
done
for date in 0001-01-01 1969-12-31 2106-02-07; do
  "$LAMPLIGHTER" plan --date $date --model made/store/model.json --csv >/dev/null 2>message && fail "a plan of $date"
  grep -q "from 1970 to February 2106" message || fail "a plan of $date: $(cat message)"
  "$LAMPLIGHTER" simulate --from $date --out other --days 1 >/dev/null 2>message && fail "light of $date"
  grep -q "from 1970 to February 2106" message || fail "light of $date: $(cat message)"
done

# Orders from eight processes and from eight connections at once: all are kept, and no reader ever sees half of one.
(while [ ! -e over ]; do grep -q '"until":.*}$' made/store/away.json || : >torn; done) &
watcher=$!
tappers=
for tapper in 1 2 3 4 5 6 7 8; do
  (for i in 1 2 3 4 5; do "$LAMPLIGHTER" away on && "$LAMPLIGHTER" away off || : >refused; done) &
  tappers="$tappers $!"
  (for i in $(seq 25); do
    order=$([ $(((i + tapper) % 2)) -eq 0 ] && echo true || echo false)
    curl -s -o /dev/null -w '%{http_code}\n' --max-time 60 -H 'Content-Type: application/json' -d "{\"away\":$order}" "${page}api/v1/away"
  done >"codes-$tapper") &
  tappers="$tappers $!"
done
# shellcheck disable=SC2086
wait $tappers
: >over
wait $watcher
[ ! -e refused ] || fail "an order at the command line was refused"
[ "$(cat codes-* | grep -c '^200$')" -eq 200 ] || fail "of 200 orders on the page: $(sort codes-* | uniq -c | tr '\n' ' ')"
[ ! -e torn ] || fail "half an order was read"
[ "$(find made -name '*.new' | wc -l)" -eq 0 ] || fail "left beside: $(find made -name '*.new')"

# What the machine cannot do is not reported as a mistake of the user.
mv made/store made/away
: >made/store
[ "$(ask -d '{"away":false}' "${page}api/v1/away")" = 500 ] || fail "no store: $(cat answer)"
rm made/store
mv made/away made/store

# A play memory that is of a newer version, or damaged, is reported on the page.
for memory in '{"format":2,"rooms":[]}' '{"format":1,"rooms":[{"room":"hall","before":"off","told":"of","left_until":null}]}'; do
  echo "$memory" >made/store/play.json
  [ "$(ask "${page}api/v1/tonight?date=2026-12-01")" = 200 ] && grep -q '"trouble":\[.*play.json: ' answer || fail "nothing of play.json"
  [ "$(cat made/store/play.json)" = "$memory" ] || fail "reading replaced play.json"
done
echo "files: devices, modes, years, 280 orders at once"
