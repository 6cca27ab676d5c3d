# SPDX-License-Identifier: Apache-2.0
# An emulated bridge with the lamps given as flags in $bridge_lamps, paired over https: ca.pem, bridge.key, its address in $secure (at
# $bridge_host, if set), its control lines on descriptor 3, its process added to $pids.
mkfifo control
# shellcheck disable=SC2086
"$LAMPLIGHTER" emulated-bridge --secure-port 0 --ca-file ca.pem $bridge_lamps <control >address 2>bridge.log &
pids="$pids $!"
exec 3>control
while ! grep -q https address; do sleep 0.1; done
secure=${bridge_host:-127.0.0.1}:$(sed -n 's#^https://127.0.0.1:##p' address)
(sleep 1; echo press >&3) &
"$LAMPLIGHTER" bridge pair --address "$secure" --ca-file ca.pem --key-file bridge.key >/dev/null 2>pairing.log ||
  fail "pairing: $(cat pairing.log)"
