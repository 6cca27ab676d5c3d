#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# systemd accepts the unit of examples/ without a warning, and rates it as hardened.
set -eu
command -v systemd-analyze >/dev/null || exit 77
sed "s#/usr/local/bin/lamplighter#$LAMPLIGHTER#" "$SOURCE/examples/lamplighter.service" >lamplighter.service
systemd-analyze verify "$PWD/lamplighter.service" >said 2>&1 || { cat said; exit 1; }
if grep lamplighter.service said; then echo "FAILED: systemd complains"; exit 1; fi
systemd-analyze security --offline=true --threshold=20 --no-pager "$PWD/lamplighter.service" >exposure 2>&1 || { tail -3 exposure; exit 1; }
