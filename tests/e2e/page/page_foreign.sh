#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A page of another site, open in a real browser in the house, tries all it can: ranges, bodies that look like requests, orders. Away stays
# off and the service keeps running. The other site is another port of this machine, and another name.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v curl >/dev/null && command -v python3 >/dev/null || { echo "skipped: no curl and python3 here"; exit 77; }
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome) || { echo "skipped: no Chromium here"; exit 77; }
pids=""
trap 'kill $pids 2>/dev/null || true' EXIT

hall_in_munich >lamplighter.toml
mkdir store
"$LAMPLIGHTER" serve --config lamplighter.toml --port 0 2>log &
service=$!
pids=$service
until grep -q "^The page is at" log; do kill -0 $service || fail "ended"; sleep 0.1; done
port=$(sed -n 's#^The page is at http://.*:\([0-9]*\)/$#\1#p' log)

cp "$SOURCE/tests/e2e/foreign/attack.html" .
python3 -u -m http.server --bind 127.0.0.1 0 >foreign.log 2>&1 &
pids="$pids $!"
until grep -q "^Serving" foreign.log; do sleep 0.1; done
foreign=$(sed -n 's/^Serving HTTP on .* port \([0-9]*\) .*/\1/p' foreign.log)

away() { curl -s --max-time 20 "http://127.0.0.1:$port/api/v1/away"; }
away | grep -q '"away":false' || fail "not at home before: $(away)"
for site in "127.0.0.1:$foreign" "evil.example:$foreign"; do
  for target in "127.0.0.1:$port" "localhost:$port"; do
    timeout 120 "$browser" --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir="$PWD/profile" \
      --host-resolver-rules="MAP evil.example 127.0.0.1" --virtual-time-budget=60000 --dump-dom \
      "http://$site/attack.html#http://$target" >dom 2>browser.log || fail "the browser: $(tail -5 browser.log)"
    kill -0 $service 2>/dev/null || fail "the service has ended: $site, $target"
    away | grep -q '"away":false' || fail "$site said away to $target: $(away)"
    grep -q '>finished: [1-9][0-9]* requests' dom || fail "the foreign page did not finish: $(grep result dom)"
    echo "$site to $target: $(sed -n 's/.*>\(finished: [0-9]* requests\).*/\1/p' dom)"
  done
done
[ "$(awk '/^VmHWM/ { print $2 }' "/proc/$service/status")" -lt 32768 ] || fail "the foreign page made the service grow"
