#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: sh packaging/package.sh [RELEASE-ARCHITECTURE…], for example bookworm-arm64; the default is all of them
#
# Creates Debian packages in dist/. Each target has its own root file system (packaging/root.sh), which is kept, as are the objects of
# ccache. Needs root and debootstrap.
set -eu
cd "$(dirname "$0")/.."
. packaging/root.sh

# copy_source DIR RELEASE: copies the files tracked by git in their current state, with the release's version.
copy_source() {
  rm -rf "$1"
  mkdir -p "$1"
  git ls-files -z | tar --null --ignore-failed-read -c -T - 2>/dev/null | tar -x -C "$1"
  sed -i "1s/(\(.*\)) [a-z]*/(\1$(release_suffix "$2")) $2/" "$1/debian/changelog"
}

# build TARGET: builds its packages in dist/. Callers check its status, so `set -e` has no effect in it.
build() {
  release=${1%-*}
  arch=${1#*-}
  root=$roots/$1
  cross=""
  compiler=build-essential
  make_root "$root" "$release" || return 1
  copy_source "$root/build/lamplighter" "$release"
  if [ "$arch" != "$(dpkg --print-architecture)" ]; then
    cross="-a$arch -Pcross,nocheck"
    compiler=crossbuild-essential-$arch
    in_root "$root" dpkg --add-architecture "$arch"
    in_root "$root" apt-get update -q
  fi
  # shellcheck disable=SC2086
  in_root "$root" sh -euc 'compiler=$1; shift; cd /build/lamplighter; apt-get build-dep -y -q "$@" ./; apt-get install -y -q "$compiler" ccache lintian' \
    sh "$compiler" $cross || return 1
  mkdir -p "$roots/ccache" dist
  rm -f "$root"/build/*.deb "$root"/build/*.changes
  # shellcheck disable=SC2086
  binds=$roots/ccache:/ccache in_root "$root" env CCACHE_DIR=/ccache DEB_BUILD_OPTIONS="${DEB_BUILD_OPTIONS:-}" \
    sh -euc 'cd /build/lamplighter; dpkg-buildpackage -us -uc -b "$@"; lintian --allow-root --fail-on error,warning ../*.changes' sh $cross || return 1
  cp "$root"/build/*.deb dist/
}

[ $# -gt 0 ] || set -- bookworm-amd64 trixie-amd64 bookworm-arm64 trixie-arm64 bookworm-armhf trixie-armhf
for target; do
  echo "package: $target"
  mkdir -p "$roots"
  began=$(date +%s)
  build "$target" >"$roots/$target.log" 2>&1 || { tail -40 "$roots/$target.log"; exit 1; }
  echo "package: $target took $(($(date +%s) - began)) s"
done
ls -l dist/*.deb
