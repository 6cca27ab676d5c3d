# SPDX-License-Identifier: Apache-2.0
# Debian root file systems for building and testing packages: . packaging/root.sh
# They need root, debootstrap and a mirror: the one that apt uses on this machine, with apt's own settings for it.

roots=${LAMPLIGHTER_ROOTS:-/var/cache/lamplighter-packaging}

# The suffix of a release's versions, so that packages of both fit in one folder and a newer Debian has the newer version.
release_suffix() { case $1 in bookworm) echo +deb12 ;; trixie) echo +deb13 ;; *) echo "no such release: $1" >&2; return 1 ;; esac; }

mirror() { apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' 2>/dev/null | head -1 | grep . || echo http://deb.debian.org/debian; }

# in_root DIR COMMAND…: with /proc and the devices, in its own namespaces, so that nothing stays mounted. $binds lists folders to bind as
# SOURCE:TARGET.
in_root() {
  in_root=$1  # not $root: that is the caller's
  shift
  # shellcheck disable=SC2016
  unshare --mount --pid --fork --uts -- sh -euc '
    root=$1 binds=$2
    shift 2
    mount -t proc proc "$root/proc"
    mount --rbind /dev "$root/dev"
    for pair in $binds; do
      mkdir -p "$root${pair#*:}"
      mount --bind "${pair%%:*}" "$root${pair#*:}"
    done
    exec chroot "$root" "$@"
  ' in_root "$in_root" "${binds:-}" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LC_ALL=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive "$@"
}

# make_root DIR RELEASE: Debian with its essential packages and apt; does nothing if DIR exists.
make_root() {
  [ -e "$1/etc/apt/apt.conf.d/90machine" ] && return 0
  rm -rf "$1"
  mkdir -p "$(dirname "$1")"
  debootstrap --variant=minbase "$2" "$1" "$(mirror)" >"$1.log" 2>&1 || { tail -20 "$1.log"; return 1; }
  adopt_root "$1" "$2"
}

# Gives a root file system this machine's mirror settings.
adopt_root() {
  echo "deb $(mirror) $2 main" >"$1/etc/apt/sources.list"
  cp /etc/resolv.conf /etc/hosts "$1/etc/"
  printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"  # no service is started in it
  chmod 755 "$1/usr/sbin/policy-rc.d"
  {
    apt-config dump Acquire | grep -iE '^Acquire::(http|https|Check|Retries)'
    echo 'APT::Install-Recommends "false";'
    echo 'Acquire::Languages "none";'
  } >"$1/etc/apt/apt.conf.d/90machine"
  in_root "$1" apt-get update -q >>"$1.log" 2>&1
}
