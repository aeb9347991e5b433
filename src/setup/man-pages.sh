#!/bin/sh
# man-pages.sh PROGRAM FOLDER - write the manual pages of all commands into FOLDER/man1 and, in Vietnamese, FOLDER/vi/man1.
set -eu
program=$1
folder=$2

pages() { # LANG SUBFOLDER
  "$program" help --lang "$1" --man >"$2/trangbi.1"
  "$program" help --names | while read -r name; do
    # shellcheck disable=SC2086 # a name may be two words
    "$program" help --lang "$1" --man $name >"$2/trangbi-$(echo "$name" | tr ' ' -).1"
  done
}

pages en "$folder/man1"
pages vi "$folder/vi/man1"
