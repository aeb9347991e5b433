#!/usr/bin/env bats
# Labels where everything is against them: full disks, files that are none.

load helper

setup() { make_register; }

@test "labels that could not be recorded are not there" {
  { echo kind,unit,name; yes XEM,00004,Wave | head -150; } >assets.csv
  quiet import assets assets.csv
  before=$(trangbi ledger head)
  # A disk that is full for whatever grows beyond 40 kB: room for each picture, none for all the events.
  run bash -c 'trap "" XFSZ; ulimit -f 40; "$TRANGBI" label --all --no-verify --template small -o tem.png'
  expect 5 "register.db"
  [ -z "$(compgen -G 'tem*')" ]
  [ "$(trangbi ledger head)" = "$before" ]
  run trangbi label --all --no-verify --template small -o tem.png
  expect 0
  [ -s tem-150.png ]
}

@test "there may be more pages than files can be open" {
  { echo kind,unit,name; yes XEM,00004,Wave | head -100; } >assets.csv
  quiet import assets assets.csv
  run bash -c 'ulimit -n 64; "$TRANGBI" label --all --no-verify --template small -o tem.png'
  expect 0 "100 labels"
  [ -s tem-100.png ]
}

@test "a template, sheet or logo that is no file is refused, and nobody waits for it" {
  mkdir -p own/templates own/sheets own/templates/folder.ini
  mkfifo own/templates/pipe.ini own/sheets/pipe.ini own/templates/pipe.png
  printf '[label]\nwidth=60\nheight=40\n[logo a]\nx=0\ny=0\nwidth=20\nheight=20\nfile=pipe.png\n' >own/templates/logo.ini
  for name in pipe folder logo; do
    run timeout 10 "$TRANGBI" label preview --labels own --template $name -o a.png
    [ "$status" -eq 5 ] || [ "$status" -eq 2 ] || { echo "$name: $status $output"; return 1; }
  done
  run timeout 10 "$TRANGBI" label preview --labels own --sheet pipe -o a.png
  expect 5 "cannot read 'own/sheets/pipe.ini'"
  run timeout 10 "$TRANGBI" label templates --labels own
  expect 0 standard
}

@test "tags and conditions together are refused, for one of them would be forgotten" {
  { echo kind,unit,name; echo XEM,00004,Wave; } >assets.csv
  quiet import assets assets.csv
  tag=$(trangbi asset list --json | jq -r '.assets[0].tag')
  for condition in "--unit 00004" --unlabelled --all "--batch last"; do
    run trangbi label "$tag" $condition -o a.pdf
    expect 2 "name tags or give conditions, not both"
  done
  [ ! -e a.pdf ]
}

@test "a folder of one's own that is mistyped is told, and ours not taken for it" {
  for command in "label templates" "label sheets" "label preview -o a.png"; do
    run trangbi $command --labels no-such-folder
    expect 5 "cannot read the folder of labels 'no-such-folder'"
  done
  [ ! -e a.png ]
}
