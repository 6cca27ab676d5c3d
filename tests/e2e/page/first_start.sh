#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The service before the set-up, in its own network: a demo page for this machine, a form for others. Without the code from the log another
# machine gets nothing; with it a password is set, in a real browser if there is one. A config ends the demo. Started manually the page is
# for this machine only.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v curl >/dev/null || { echo "skipped: no curl here"; exit 77; }
in_own_network
service=
trap 'kill $service 2>/dev/null || true' EXIT
export TMPDIR="$PWD" LAMPLIGHTER_CONFIG="$PWD/lamplighter.toml"

start() {
  "$@" 2>log &
  service=$!
  until_true grep -q "the page is at" log
  port=$(sed -n 's|.*the page is at http://[^:]*:\([0-9]*\)/.*|\1|p' log)
  [ -z "${NOTIFY_SOCKET:-}" ] || until_true grep -q "enter the code\|read again" log
  here=http://127.0.0.1:$port
  there=http://192.0.2.1:$port
}
end() {
  kill "$service"
  wait "$service" || fail "it ended with an error"
  service=
}
status() { curl -s -o answer -w '%{http_code}' --max-time 200 "$@"; }
set_password() { status -H 'Content-Type: application/json' -H "Origin: $there" -d "{\"code\":\"$1\",\"password\":\"$2\"}" "$there/api/v1/first-password"; }

# Manually: this machine only.
start "$LAMPLIGHTER" run
[ "$(status "$here/api/v1/tonight")" = 200 ] || fail "no demo on this machine: $(cat answer)"
curl -s "$here/api/v1/house" | grep -q '"demo":true' || fail "not marked as a demo"
! curl -s --max-time 5 "$there/" >/dev/null || fail "another machine reaches what was started manually"
! grep -q code log || fail "a code where none is needed"
end

# By a service manager: everyone who has the code.
export NOTIFY_SOCKET="$PWD/notify" STATE_DIRECTORY="$PWD/state"
start "$LAMPLIGHTER" run
code=$(sed -n 's/.*enter the code \([A-Z0-9]*\)$/\1/p' log)
[ ${#code} = 8 ] || fail "no code in the log"
[ "$(status "$there/")" = 200 ] || fail "no page for another machine"
for path in tonight house health readings stream problems readings.csv setup setup/heard setup/preview; do
  [ "$(status "$there/api/v1/$path")" = 401 ] || fail "a stranger gets $path: $(cat answer)"
done
[ "$(status -H 'Content-Type: application/json' -d '{"away":true}' "$there/api/v1/away")" = 401 ] || fail "a stranger says who is home"
for host in "$(hostname)" "$(hostname).local" 192.0.2.1; do
  [ "$(status -H "Host: $host:$port" "$there/")" = 200 ] || fail "not known as $host"
done
[ "$(status -H "Host: evil.example:$port" "$there/")" = 421 ] || fail "any name is taken (DNS rebinding)"
[ "$(status -H 'Content-Type: application/json' -H 'Origin: http://evil.example' -d "{\"code\":\"$code\",\"password\":\"correct horse\"}" "$there/api/v1/first-password")" = 403 ] ||
  fail "another site sets the password"
for i in 1 2 3 4 5; do [ "$(set_password "WRONG22$i" "correct horse")" = 403 ] || fail "a wrong code: $(cat answer)"; done
[ "$(set_password "$code" short)" = 400 ] || fail "a short password: $(cat answer)"
[ ! -e state/web.password ] || fail "a password of a stranger"

if command -v node >/dev/null && command -v npm >/dev/null && command -v chromium >/dev/null && [ -d "$BUILD/npm/page/node_modules/axe-core" ]; then
  cp "$SOURCE"/tests/e2e/page/*.js "$BUILD/npm/page"
  node "$BUILD/npm/page/first_start.js" "$there/" "$(command -v chromium)" "$BUILD/pictures" "$code" || fail "in the browser"
else
  [ "$(set_password "$code" "correct horse")" = 200 ] || fail "the right code: $(cat answer)"
fi
[ "$(stat -c %a state/web.password)" = 600 ] || fail "others may read the password's file"
[ "$(set_password "$code" "another horse")" = 404 ] || fail "the code works twice"
[ "$(status "$there/api/v1/tonight")" = 401 ] && [ "$(status "$here/api/v1/tonight")" = 401 ] || fail "no password is asked for"
end
[ -z "$(find . -maxdepth 1 -name 'lamplighter-demo-*')" ] || fail "the demo leaves files"

# As the first process of a container, which was not started by a service manager.
start env -u NOTIFY_SOCKET STATE_DIRECTORY="$PWD/container" unshare --pid --fork "$LAMPLIGHTER" run
[ "$(status "$there/api/v1/tonight")" = 401 ] || fail "not reached from outside of a container: $(cat answer)"
kill "$(cat "/proc/$service/task/$service/children")"
wait "$service" || fail "it ended with an error"

# Ten wrong codes block further attempts, even with the right one.
rm state/web.password
start "$LAMPLIGHTER" run
code=$(sed -n 's/.*enter the code \([A-Z0-9]*\)$/\1/p' log)
for i in 1 2 3 4 5 6 7 8 9 10; do [ "$(set_password "WRONG222" "correct horse")" = 403 ] || fail "wrong code $i: $(cat answer)"; done
[ "$(set_password "$code" "correct horse")" = 429 ] || fail "an eleventh try"

# A config ends the demo and takes effect at once, including the address of the page.
printf '[home]\nlatitude = 52.52\nlongitude = 13.4\ntime_zone = "Europe/Berlin"\n[store]\ndirectory = "store"\n[broker]\nport = 9\n[[source]]\ntopic = "z/{sensor}"\nformat = "zigbee2mqtt"\n[[room]]\nname = "hall"\n[web]\nport = %s\n' \
  "$port" >lamplighter.toml
tries=1200 until_true sh -c "curl -s '$here/api/v1/house' | grep -q '\"demo\":false'"
! curl -s --max-time 5 "$there/" >/dev/null || fail "[web] listen does not decide"
end
echo "a demo until there is a config; other machines need the code of the log"
