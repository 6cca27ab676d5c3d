#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# A service whose config has errors at its start shows them on its page, behind the page's password, and nothing else; it continues as soon
# as the file is correct. Without a password only this machine sees them. Started manually, it ends with the error.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
command -v curl >/dev/null || { echo "skipped: no curl here"; exit 77; }
in_own_network
service=
trap 'kill $service 2>/dev/null || true' EXIT
export TMPDIR="$PWD" LAMPLIGHTER_CONFIG="$PWD/lamplighter.toml"
here=http://127.0.0.1:8400 there=http://192.0.2.1:8400

# config LATITUDE: a house of one room with that latitude.
config() {
  printf '[home]\nlatitude = %s\nlongitude = 11.6\ntime_zone = "Europe/Berlin"\n[store]\ndirectory = "%s/store"\n[broker]\nport = 9\n[[source]]\ntopic = "z/{sensor}"\nformat = "zigbee2mqtt"\n[[room]]\nname = "hall"\n' \
    "$1" "$PWD" >next
  [ -z "${2:-}" ] || printf '%s\n' "$2" >>next
  mv next lamplighter.toml
}
status() { curl -s -o answer -w '%{http_code}' -b cookie -c cookie --max-time 100 "$@"; }
is() { [ "$(status "$2")" = "$1" ]; }
sign_in() { [ "$(status -H 'Content-Type: application/json' -d '{"password":"correct horse"}' "$there/api/v1/login")" = 200 ]; }
open_to_all='[web]
listen = "0.0.0.0"'
mkdir store

config north "$open_to_all"
! "$LAMPLIGHTER" run 2>log || fail "a person who starts it sees no error"
grep -q 'lamplighter.toml:2: ' log || fail "the line is not named: $(cat log)"

# Without a password: this machine only.
export NOTIFY_SOCKET="$PWD/notify"
"$LAMPLIGHTER" run 2>log &
service=$!
until_true grep -q "shows what is wrong" log
until_true is 200 "$here/api/v1/house"
grep -q '"problems":\[".*lamplighter.toml:2: ' answer || fail "the page does not name the line: $(cat answer)"
! status --max-time 5 "$there/" >/dev/null || fail "another machine reaches a page without a password"
! grep -q "the code" log || fail "a password can be set from outside"
for path in tonight setup health readings away corrections; do is 404 "$here/api/v1/$path" || fail "$path is there: $(cat answer)"; done

# With one: whoever knows it, on the address that the rest of the file gives.
printf 'correct horse\n' >password
kill "$service"
wait "$service" || fail "it ended with an error"
config 48.1 "$open_to_all"
"$LAMPLIGHTER" serve --set-password <password 2>log || fail "no password: $(cat log)"
config north "$open_to_all"
"$LAMPLIGHTER" run 2>log &
service=$!
until_true is 401 "$there/api/v1/house"
! grep -q lamplighter.toml answer || fail "a stranger sees the error: $(cat answer)"
until_true sign_in
is 200 "$there/api/v1/house" && grep -q 'lamplighter.toml:2: ' answer || fail "signed in, but: $(cat answer)"

# Still wrong, in two ways; then correct. The session lasts.
config '"x"' "lampen = 3
$open_to_all"
until_true sh -c "curl -s -b cookie $there/api/v1/house | grep -q 'lamplighter.toml:1[0-9]: '"
is 200 "$there/api/v1/house" && grep -q ':2: .*","' answer || fail "not all errors: $(cat answer)"
if command -v node >/dev/null && command -v chromium >/dev/null && [ -d "$BUILD/npm/page/node_modules/axe-core" ]; then
  cp "$SOURCE"/tests/e2e/page/*.js "$BUILD/npm/page"
  config 48.1 "$open_to_all"
  mv lamplighter.toml correct
  config '"x"' "lampen = 3
$open_to_all"
  until_true is 200 "$there/api/v1/house"
  node "$BUILD/npm/page/config_error.js" "$there/" "$(command -v chromium)" "$BUILD/pictures" correct lamplighter.toml || fail "in the browser"
else
  config 48.1 "$open_to_all"
fi
until_true is 200 "$there/api/v1/tonight"
kill "$service"
wait "$service" || fail "it ended with an error"
service=

# A file that is not TOML, or that leaves nothing to do; and a deleted one, which is a new beginning.
printf '[home\n[web]\nlisten = "0.0.0.0"\n[store]\ndirectory = "%s/store"\n' "$PWD" >lamplighter.toml
"$LAMPLIGHTER" run 2>log &
service=$!
until_true sign_in
is 200 "$there/api/v1/house" && grep -q 'lamplighter.toml:1: ' answer || fail "of a file that is not TOML: $(cat answer)"
printf '[web]\nlisten = "0.0.0.0"\n[store]\ndirectory = "%s/store"\n' "$PWD" >lamplighter.toml
until_true sh -c "curl -s -b cookie $there/api/v1/house | grep -q 'nothing to do\|room'"
is 200 "$there/api/v1/house" && grep -q problems answer || fail "of a file without a house: $(cat answer)"
kill "$service"
wait "$service" || fail "it ended with an error"
service=
echo "errors of the config are on the page, until it is correct"
