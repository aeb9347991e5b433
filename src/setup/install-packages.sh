#!/bin/sh
# install-packages.sh PURPOSE... - install the Debian packages that packages.list names for these purposes, unless they
# are there already. Says which and what for. Needs apt and, where not run as root, sudo.
set -eu
list=$(dirname "$0")/packages.list
missing=
for purpose; do
  while read -r name when what; do
    case $name in '' | '#'*) continue ;; esac
    [ "$when" = "$purpose" ] || continue
    dpkg-query -W -f '${Status}' "$name" 2>/dev/null | grep -q 'ok installed' && continue
    echo "needs $name: $what"
    missing="$missing $name"
  done <"$list"
done
[ -n "$missing" ] || exit 0
if ! command -v apt-get >/dev/null; then
  echo "install-packages: no apt-get here; install by hand:$missing" >&2
  exit 1
fi
as_root=
if [ "$(id -u)" != 0 ]; then
  if ! command -v sudo >/dev/null; then
    echo "install-packages: not root and no sudo; as root run: apt-get install$missing" >&2
    exit 1
  fi
  as_root=sudo
fi
echo "installing:$missing"
$as_root apt-get update -qq
# shellcheck disable=SC2086 # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
