#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The page of a house without readings, model or lamps, and of one whose broker and bridge do not answer: every view, in desktop and phone
# size, light and dark, in each language, with axe-core; no text or target too small, no year 1970, nothing wider than the screen.
set -eu

# shellcheck disable=SC2034  # for lib.sh
logs=log
. "$SOURCE/tests/e2e/parts/lib.sh"
. "$SOURCE/tests/e2e/parts/browser.sh"
pids=""
trap 'kill $pids 2>/dev/null || true' EXIT

home='[home]
latitude = 52.52
longitude = 13.4
time_zone = "Europe/Berlin"
[store]
directory = "store"'
rooms='[[room]]
name = "hall"
[[room]]
name = "living room"'

# look PREFIX COMMAND: serves the page of the config in the current folder, and inspects each of its views.
look() {
  "$LAMPLIGHTER" "$2" --config lamplighter.toml 2>log &
  pids="$pids $!"
  until_true grep -q "http:" log
  node "$modules/states.js" "$(sed -n 's|.*\(http://127[0-9.:]*/\).*|\1|p' log | head -1)" "$browser" "$BUILD/pictures" "$1" || fail "$1"
}

mkdir -p empty/store broken/store
(cd empty && printf '%s\n[web]\nport = %s\n%s\n' "$home" "$(free_port)" "$rooms" >lamplighter.toml)
cd empty
look empty- serve
cd ../broken
# Ports that nothing listens at: the discard port and its neighbour.
printf 'a key of a bridge that is gone\n' >bridge.key
chmod 600 bridge.key
printf '%s\n[web]\nport = %s\n[broker]\nport = 9\n[[source]]\ntopic = "zigbee2mqtt/{sensor}"\nformat = "zigbee2mqtt"\n[hue]\naddress = "127.0.0.1:10"\nkey_file = "bridge.key"\n%s\nlamps = ["a lamp"]\n' \
  "$home" "$(free_port)" "$rooms" >lamplighter.toml
look broken- run
problems=$(curl -s "http://127.0.0.1:$(sed -n 's/^port = \([0-9]\{5\}\)$/\1/p' lamplighter.toml)/api/v1/problems")
case $problems in *'"broker 127.0.0.1:9: '*) ;; *) fail "not said what refuses: $problems" ;; esac
[ "$(printf %s "$problems" | grep -o 'not a key file' | wc -l)" = 1 ] || fail "said more than once: $problems"
