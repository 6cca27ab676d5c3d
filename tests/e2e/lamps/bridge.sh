#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The bridge commands against the emulated bridge, over plain http with version 1 and over https with version 2: finding, pairing, listing,
# blinking, a key readable by others, a revoked key, a man in the middle.
set -eu

. "$SOURCE/tests/e2e/parts/lib.sh"
say() { echo "$1" >&3; sleep 0.3; }

mkfifo control
"$LAMPLIGHTER" emulated-bridge --secure-port 0 --ca-file ca.pem --lamp Study/Desk:colour --lamp Hall/Radio:plug \
  <control >address &
bridge=$!
trap 'kill $bridge 2>/dev/null || true' EXIT
exec 3>control
while ! grep -q https address; do kill -0 $bridge && sleep 0.1; done
plain=$(sed -n 's#^http://##p' address)
secure=$(sed -n 's#^https://##p' address)

try() { # ADDRESS, then more flags: pairs, lists, blinks
  at=$1
  shift
  rm -f key
  "$LAMPLIGHTER" bridge discover --address "$at" "$@" | grep -q 02c0defffe00da7a || fail "discover does not name $at"

  status=0
  "$LAMPLIGHTER" bridge pair --address "$at" --key-file key --wait 1 "$@" 2>message || status=$?
  [ $status -eq 1 ] || fail "pairing without the button ends with $status"
  grep -q "button was not pressed" message || fail "the message does not speak of the button"
  [ ! -e key ] || fail "a key file was written without a key"

  (sleep 1.5; echo press >&3) &
  "$LAMPLIGHTER" bridge pair --address "$at" --key-file key "$@" 2>message || fail "pairing: $(cat message)"
  [ "$(stat -c %a key)" = 600 ] || fail "the key file has mode $(stat -c %a key)"

  "$LAMPLIGHTER" bridge lamps --key-file key --json "$@" >lamps.json
  grep -q '"name":"Desk"' lamps.json || fail "lamps does not list the lamp"
  say "on Desk"
  "$LAMPLIGHTER" bridge test --key-file key "$@" 2>/dev/null || fail "test does not blink"
  "$LAMPLIGHTER" bridge lamps --key-file key "$@" >lamps
  grep -q "Desk .* on 100 %" lamps || fail "test did not put the lamp back on"
  grep -q "Radio .* off" lamps || fail "test did not put the plug back off"
}

try "$plain"
grep -q '"api": "v1"' key || fail "plain http is not version 1"
try "$secure" --ca-file ca.pem
grep -q '"api": "v2"' key || fail "https is not version 2"
grep -q '"pin": ""' key || fail "a certificate of a known authority was pinned"
try "$secure"
grep -q '"pin": "sha256//' key || fail "a certificate of an unknown authority was not pinned"

for kind in stranger self-signed expired other-id; do
  say "certificate $kind"
  if "$LAMPLIGHTER" bridge lamps --key-file key 2>message; then fail "a certificate that is $kind was taken"; fi
  grep -Eq "bridge pair|clock" message || fail "certificate $kind: the message does not say what to do: $(cat message)"
done

# The pinned one is gone, so pair again with the authority trusted.
say "certificate good"
try "$secure" --ca-file ca.pem
chmod 644 key
if "$LAMPLIGHTER" bridge lamps --key-file key --ca-file ca.pem 2>message; then fail "a key that others may read was used"; fi
grep -q "chmod 600" message || fail "the message does not say what to do"
chmod 600 key
say revoke
if "$LAMPLIGHTER" bridge lamps --key-file key --ca-file ca.pem 2>message; then fail "a revoked key was accepted"; fi
grep -q "bridge pair" message || fail "the message does not say to pair again"

# A discovery service that knows the bridges of this network, one with an invalid response, and one that redirects.
if command -v perl >/dev/null; then
  cat >service.pl <<'END'
use IO::Socket::INET;
my $server = IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => 0, Listen => 9) or die;
open(my $out, ">", "service.new"); print $out $server->sockport; close $out; rename "service.new", "service.port";
while (my $peer = $server->accept) {
  my $first = <$peer>;
  while (<$peer>) { last if /^\r?$/ }
  my ($status, $body) = ("200 OK", "<html>");
  $body = qq([{"id":"02c0defffe00da7a","internalipaddress":"127.0.0.1","port":$ARGV[0]}]) if $first =~ m#^GET /good #;
  $status = "302 Found\r\nLocation: /good" if $first =~ m#^GET /away #;
  printf $peer "HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", $status, length $body, $body;
  close $peer;
}
END
  perl service.pl "${secure##*:}" &
  service=$!
  trap 'kill $bridge $service 2>/dev/null || true' EXIT
  while [ ! -s service.port ]; do sleep 0.1; done
  service_url="http://127.0.0.1:$(cat service.port)"
  "$LAMPLIGHTER" bridge discover --discovery-url "$service_url/good" --ca-file ca.pem --json 2>/dev/null >found ||
    fail "the discovery service's bridge is not found"
  grep -q '"id":"02c0defffe00da7a"' found || fail "discover found $(cat found)"
  for wrong in html away; do
    if "$LAMPLIGHTER" bridge discover --discovery-url "$service_url/$wrong" >found 2>message; then fail "$wrong was taken"; fi
    [ -s message ] || fail "nothing said of $wrong"
  done
  kill $service
fi

kill $bridge
wait $bridge || fail "the emulated bridge did not end in peace"
