#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Third-party clients work with the emulated bridge: node-hue-api and huejay over version 1, and hue-push-client over version 2 if port 443
# of 127.0.0.1 is available, because it is hard-coded there.
set -eu

command -v node >/dev/null && command -v npm >/dev/null || { echo "skipped: no node and npm here"; exit 77; }
clients=$BUILD/npm/hue_clients
mkdir -p "$clients"
cp "$SOURCE"/tests/e2e/hue_clients/* "$clients"
if [ ! -d "$clients/node_modules/huejay" ]; then
  (cd "$clients" && npm ci --no-audit --no-fund --ignore-scripts >npm.log 2>&1) ||
    { echo "skipped: npm cannot install the clients here:"; tail -3 "$clients/npm.log"; exit 77; }
fi

secure=443
"$LAMPLIGHTER" emulated-bridge --secure-port 443 </dev/null >probe 2>&1 &
probe=$!
sleep 0.5
grep -q "^https" probe || secure=0
kill $probe 2>/dev/null || true
wait $probe || true

mkfifo control
"$LAMPLIGHTER" emulated-bridge --secure-port $secure --lamp Study/Desk:colour --lamp Study/Shelf --lamp Hall/Radio:plug --sensor 'Hall/Hall sensor' <control >address &
bridge=$!
trap 'kill $bridge 2>/dev/null || true' EXIT
exec 3>control # keeps the bridge's input open
while ! grep -q https address; do kill -0 $bridge && sleep 0.1; done
port=$(sed -n 's/^http:.*://p' address)

NODE_HUE_API_USE_INSECURE_CONNECTION=1 node "$clients/clients.js" 127.0.0.1 "$port" control $secure
kill $bridge
wait $bridge
echo "the emulated bridge ended by itself"
