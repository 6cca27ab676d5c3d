#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# The manual page of the sensor node has every option of its --help.
set -eu
node=$(dirname "$LAMPLIGHTER")/lamplighter-node
[ -x "$node" ] || exit 77
"$node" --help >help
sed 's/\\-/-/g' "$SOURCE/firmware/host/lamplighter-node.1" >page
for option in $(grep -o -- '^ *\(-h,\)\?--[a-z0-9-]*' help | grep -o -- '--.*'); do
  case $option in --help) continue ;; esac
  grep -q -- "$option" page || { echo "FAILED: the manual page lacks $option"; exit 1; }
done
