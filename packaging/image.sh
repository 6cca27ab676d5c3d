#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# usage: sh packaging/image.sh [RELEASE]; the default is bookworm
#
# Creates an OCI image, dist/lamplighter-VERSION.oci.tar, for every architecture (amd64, arm64) whose packages of that release are in dist/.
# Its files come from unpacked Debian packages: no package script is run, so none has to be emulated. Needs root, the same tools as
# packaging/package.sh, and its root file systems.
set -eu
cd "$(dirname "$0")/.."
. packaging/root.sh
release=${1:-bookworm}
suffix=$(release_suffix "$release")
epoch=$(git log -1 --format=%ct)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
blobs=$work/layout/blobs/sha256
mkdir -p "$blobs"

# Packages needed besides the program's own libraries: a shell for `docker exec`, and curl, jq and setpriv for the Home Assistant app.
# Packages that are only needed for configuring others are omitted.
wanted="base-files base-passwd dash coreutils grep sed libc-bin util-linux ca-certificates tzdata curl jq"
unwanted='^(adduser|passwd|login|debconf|perl-base|gcc-.*|libpam.*|libdebconfclient0|libsemanage.*|libsepol.*|libaudit.*|libcap-ng0|libdb5.3.*|mount|init-system-helpers|libuuid1.*-dev)_'

# blob FILE: adds it to the layout; sets $digest and $size.
blob() {
  digest=$(sha256sum "$1" | cut -d' ' -f1)
  size=$(stat -c %s "$1")
  mv "$1" "$blobs/$digest"
}

# fetch ARCHITECTURE DEB: downloads the package's dependencies to $root/image, as apt resolves them on an empty system.
fetch() {
  rm -rf "$root/image"
  mkdir -p "$root/image/archives/partial"
  : >"$root/image/status"
  cp "$2" "$root/image/lamplighter.deb"
  # shellcheck disable=SC2086
  in_root "$root" apt-get install -y -q --download-only -o Dir::State::status=/image/status -o Dir::Cache::archives=/image/archives \
    -o APT::Architecture="$1" -o APT::Architectures::="$1" -o Debug::NoLocking=true /image/lamplighter.deb $wanted >"$work/apt" 2>&1 ||
    { tail -20 "$work/apt"; exit 1; }
}

# unpack FILES…: unpacks packages into $files, without files that a container does not need.
unpack() {
  for folder in bin sbin lib lib64; do
    mkdir -p "$files/usr/$folder"
    ln -s "usr/$folder" "$files/$folder"
  done
  for deb; do
    basename "$deb" | grep -qE "$unwanted" && continue
    dpkg-deb --fsys-tarfile "$deb" | tar -x -C "$files" --keep-directory-symlink --exclude='./usr/share/man' --exclude='./usr/share/locale' \
      --exclude='./usr/share/info' --exclude='./usr/share/lintian' --exclude='./usr/share/bash-completion' --exclude='./usr/share/zsh' \
      --exclude='./usr/share/fish' --exclude='./usr/lib/systemd' --exclude='./lib/systemd' --exclude='./usr/share/gcc' --exclude='./usr/lib/*/gconv' --exclude='./usr/share/zoneinfo/right' --exclude='./usr/share/zoneinfo/posix' \
      --exclude='./usr/share/doc/*/changelog*' --exclude='./usr/share/doc/lamplighter/*/*'
  done
}

# Does what the packages' scripts do at installation.
configure_files() {
  cp "$files/usr/share/base-passwd/passwd.master" "$files/etc/passwd"
  cp "$files/usr/share/base-passwd/group.master" "$files/etc/group"
  echo "lamplighter:x:990:990:Lamplighter:/var/lib/lamplighter:/usr/sbin/nologin" >>"$files/etc/passwd"
  echo "lamplighter:x:990:" >>"$files/etc/group"
  echo "hosts: files dns" >"$files/etc/nsswitch.conf"
  mkdir -p "$files/etc/ssl/certs" "$files/etc/lamplighter" "$files/var/lib/lamplighter" "$files/tmp" "$files/run"
  find "$files/usr/share/ca-certificates" -name '*.crt' | sort | xargs cat >"$files/etc/ssl/certs/ca-certificates.crt"
  chown 990:990 "$files/etc/lamplighter" "$files/var/lib/lamplighter"
  chmod 0750 "$files/etc/lamplighter"
  chmod 0700 "$files/var/lib/lamplighter"
  chmod 1777 "$files/tmp"
  find "$files" -type f -perm /6000 -exec chmod ug-s {} +
}

# image ARCHITECTURE: creates its layer, config and manifest; adds a line to the index.
image() {
  deb=$(ls dist/lamplighter_*"$suffix"_"$1".deb 2>/dev/null | tail -1)
  [ -n "$deb" ] || return 0
  root=$roots/$release-$1
  files=$work/files.$1
  version=$(dpkg-deb -f "$deb" Version | sed 's/-.*//')
  mkdir -p "$files"
  fetch "$1" "$deb"
  unpack "$root"/image/archives/*.deb "$root/image/lamplighter.deb"
  configure_files
  tar -c -C "$files" --sort=name --numeric-owner --mtime="@$epoch" --format=gnu . >"$work/layer.tar"
  unpacked=$(sha256sum "$work/layer.tar" | cut -d' ' -f1)
  gzip -9 -n "$work/layer.tar"
  blob "$work/layer.tar.gz"
  layer='{"mediaType":"application/vnd.oci.image.layer.v1.tar+gzip","digest":"sha256:'$digest'","size":'$size'}'
  cat >"$work/config.json" <<END
{"created":"$(date -u -d "@$epoch" +%FT%TZ)","architecture":"$1","os":"linux",
"config":{"User":"lamplighter","Entrypoint":["/usr/bin/lamplighter"],"Cmd":["run"],"WorkingDir":"/var/lib/lamplighter",
"Env":["PATH=/usr/sbin:/usr/bin","LC_ALL=C.UTF-8"],"ExposedPorts":{"8400/tcp":{}},"StopSignal":"SIGTERM",
"Volumes":{"/etc/lamplighter":{},"/var/lib/lamplighter":{}},
"Labels":{"org.opencontainers.image.title":"Lamplighter","org.opencontainers.image.version":"$version","org.opencontainers.image.licenses":"Apache-2.0"}},
"rootfs":{"type":"layers","diff_ids":["sha256:$unpacked"]},"history":[{"created_by":"packaging/image.sh"}]}
END
  blob "$work/config.json"
  printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[%s]}' \
    "$digest" "$size" "$layer" >"$work/manifest.json"
  blob "$work/manifest.json"
  entry='{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"sha256:'$digest'","size":'$size',"platform":{"architecture":"'$1'","os":"linux"}}'
  manifests="${manifests:+$manifests,}$entry"
  echo "image: $1, $(du -sm "$files" | cut -f1) MB unpacked, $(($(printf '%s' "$layer" | sed 's/.*"size":\([0-9]*\).*/\1/') / 1000000)) MB packed"
  rm -rf "$files" "$root/image"
}

manifests=""
for architecture in amd64 arm64; do image "$architecture"; done
[ -n "$manifests" ] || { echo "no packages of $release in dist/; make them: ./dev package $release-amd64" >&2; exit 1; }
# An index inside the layout's index, so that one name covers both architectures.
printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s]}' "$manifests" >"$work/list.json"
blob "$work/list.json"
printf '{"imageLayoutVersion":"1.0.0"}' >"$work/layout/oci-layout"
printf '{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.index.v1+json","digest":"sha256:%s","size":%s,"annotations":{"org.opencontainers.image.ref.name":"lamplighter:%s"}}]}' \
  "$digest" "$size" "$version" >"$work/layout/index.json"
tar -c -C "$work/layout" --sort=name --numeric-owner --mtime="@$epoch" . >"dist/lamplighter-$version.oci.tar"
ls -l "dist/lamplighter-$version.oci.tar"
