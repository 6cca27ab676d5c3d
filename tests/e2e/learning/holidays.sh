#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Holidays of the config: listed, from a calendar file and from one on the web; stored if the web is unreachable; in the trained model.
# Needs python3 for a web server.
set -eu
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v python3 >/dev/null || { echo "skipped: no python3"; exit 77; }

config() { # CALENDAR
  cat >lamplighter.toml <<END
[home]
latitude = 52.5
longitude = 13.4
time_zone = "Europe/Berlin"
holidays = [2026-11-03, "2026-11-05"]
holiday_calendar = "$1"
[store]
directory = "store"
END
}
calendar() { # RULES…
  printf 'BEGIN:VCALENDAR\r\nVERSION:2.0\r\n'
  for day in "$@"; do printf 'BEGIN:VEVENT\r\nUID:%s\r\nDTSTART;VALUE=DATE:%s\r\nEND:VEVENT\r\n' "$day" "$day"; done
  printf 'END:VCALENDAR\r\n'
}
today=$(date -u +%Y%m%d)
next=$(date -u -d '+40 days' +%Y%m%d)
iso() { date -u -d "$1" +%Y-%m-%d; }

calendar "$next" >own.ics
config own.ics
"$LAMPLIGHTER" holidays --config lamplighter.toml >out
grep -qx "$(iso "$next")" out || fail "a calendar's day is not listed: $(cat out)"
"$LAMPLIGHTER" holidays --config lamplighter.toml --quiet >out
[ ! -s out ] || fail "not quiet: $(cat out)"

mkdir web
calendar 20261104 "$today" >web/days.ics
python3 -u -m http.server 0 --bind 127.0.0.1 --directory web >web.log 2>&1 &
server=$!
trap 'kill $server 2>/dev/null || true' EXIT
while ! grep -q 'port [0-9]' web.log; do sleep 0.1; done
port=$(sed -n 's/.* port \([0-9]*\).*/\1/p' web.log | head -1)
config "http://127.0.0.1:$port/days.ics"
"$LAMPLIGHTER" holidays --config lamplighter.toml >out
grep -qx "$(iso "$today")" out || fail "the web's day is not listed: $(cat out)"

# Ten days of a hall, lit for an hour each evening.
{
  echo timestamp,datetime,room,state
  awk 'BEGIN { for (d = 0; d < 10; ++d) {
    evening = 1793558400 + d * 86400 + 18 * 3600 + 60 * (d % 4)
    printf "%d,,hall,off\n%d,,hall,on\n%d,,hall,off\n", evening - 64800, evening, evening + 3600 } }'
} >hall.csv
kinds() { tr -d '\n ' <store/model.json | grep -o '"date":"2026-11-0[345]","kind":"[a-z]*"' | sort | tr '\n' ' '; }
"$LAMPLIGHTER" train --onoff hall.csv --config lamplighter.toml --restarts 1 --model store/model.json >/dev/null 2>error ||
  fail "training: $(cat error)"
wanted='"date":"2026-11-03","kind":"holiday" "date":"2026-11-04","kind":"holiday" "date":"2026-11-05","kind":"holiday" '
[ "$(kinds)" = "$wanted" ] || fail "in the model: $(kinds)"

kill $server
wait $server 2>/dev/null || true
"$LAMPLIGHTER" holidays --config lamplighter.toml >out 2>error && fail "nobody answers, and that is well"
grep -q 'no answer' error || fail "not said: $(cat error)"
"$LAMPLIGHTER" train --onoff hall.csv --config lamplighter.toml --restarts 1 --model store/model.json >/dev/null 2>error ||
  fail "training without the web: $(cat error)"
grep -q 'known before' error || fail "not noted: $(cat error)"
[ "$(kinds)" = "$wanted" ] || fail "in the model without the web: $(kinds)"

echo '<html>' >own.ics
config own.ics
"$LAMPLIGHTER" holidays --config lamplighter.toml 2>error && fail "no calendar, and that is well"
grep -q 'own.ics.*iCalendar' error || fail "not said: $(cat error)"
