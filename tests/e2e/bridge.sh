#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The bridge commands against the emulated bridge: pairing, listing, blinking, a key that others may read.
set -eu

fail() { echo "FAILED: $*"; exit 1; }
say() { echo "$1" >&3; sleep 0.3; }

mkfifo control
"$LAMPLIGHTER" emulated-bridge --lamp Study/Desk:colour --lamp Hall/Radio:plug <control >address &
bridge=$!
trap 'kill $bridge 2>/dev/null || true' EXIT
exec 3>control
while [ ! -s address ]; do kill -0 $bridge && sleep 0.1; done
at=$(sed 's#.*//##' address)

"$LAMPLIGHTER" bridge discover --address "$at" | grep -q 02c0defffe00da7a || fail "discover does not name the bridge"

status=0
"$LAMPLIGHTER" bridge pair --address "$at" --key-file key --wait 1 2>message || status=$?
[ $status -eq 1 ] || fail "pairing without the button ends with $status"
grep -q "button was not pressed" message || fail "the message does not speak of the button"
[ ! -e key ] || fail "a key file was written without a key"

(sleep 1.5; echo press >&3) &
"$LAMPLIGHTER" bridge pair --address "$at" --key-file key 2>message || fail "pairing: $(cat message)"
[ "$(stat -c %a key)" = 600 ] || fail "the key file has mode $(stat -c %a key)"

"$LAMPLIGHTER" bridge lamps --key-file key --json >lamps.json
grep -q '"name":"Desk"' lamps.json || fail "lamps does not list the lamp"
say "on Desk"
"$LAMPLIGHTER" bridge test --key-file key 2>/dev/null || fail "test does not blink"
"$LAMPLIGHTER" bridge lamps --key-file key >lamps
grep -q "Desk .* on 100 %" lamps || fail "test did not put the lamp back on"
grep -q "Radio .* off" lamps || fail "test did not put the plug back off"

chmod 644 key
if "$LAMPLIGHTER" bridge lamps --key-file key 2>message; then fail "a key that others may read was used"; fi
grep -q "chmod 600" message || fail "the message does not say what to do"
chmod 600 key
say revoke
if "$LAMPLIGHTER" bridge lamps --key-file key 2>message; then fail "a revoked key was accepted"; fi
grep -q "bridge pair" message || fail "the message does not say to pair again"

kill $bridge
wait $bridge || fail "the emulated bridge did not end in peace"
