#!/usr/bin/env bats
# codes.bats - what symbols say besides a bare tag: URLs, GIAIs, badges and commands.

load helper

setup() { make_register; }

@test "scan - tells assets, units, persons and commands apart" {
  add_assets 1
  printf '%s\n' "HTTPS://TB.EXAMPLE.VN/A/${tags[0]}" "80048931234000${tags[0]}" +U00004 +p123-456 +NEXT >typed
  run trangbi scan - <typed
  expect 0 "HTTPS://TB.EXAMPLE.VN/A/${tags[0]}  Xe máy 1"
  expect 0 "80048931234000${tags[0]}  Xe máy 1"
  expect 0 '+U00004  Ba Đình'
  expect 0 '+p123-456  Nguyễn Văn Đức'
  expect 0 '+NEXT  Next'
  [[ "$output" != *'not registered'* ]]
  run trangbi scan --raw - <typed
  [ "$output" = "$(cat typed)" ]
}

@test "scan - counts badges and URLs of nothing registered as unknown" {
  add_assets 1
  printf '%s\n' "${tags[0]}" +U77 +P77 +CONFIRM +CONFIRMED https://tb.example.vn/a/none >typed
  run trangbi scan - <typed
  expect 0 '4 of 6 codes are not registered'
  expect 0 '+U77  (unknown)'
  expect 0 '+CONFIRMED  (unknown)'
}

@test "scan --json names what it found" {
  add_assets 1
  run quiet scan - --json < <(printf '%s\n' "${tags[0]}" +U00004 +P123-456 +undo +P77)
  expect 0
  [ "$(json '[.codes[].found] | join(" ")')" = 'ok ok ok ok not_found' ]
  [ "$(json '.codes[0].asset.tag')" = "${tags[0]}" ]
  [ "$(json '.codes[1].unit.name')" = 'Ba Đình' ]
  [ "$(json '.codes[2].person.number')" = 123-456 ]
  [ "$(json '.codes[3].command')" = UNDO ]
  [ "$(json '.codes[4] | keys | join(" ")')" = 'found polygon symbology text' ]
}

@test "pictures of a URL, a badge and a command" {
  add_assets 1
  ZXingWriter -size 300x300 QRCode "HTTPS://TB.EXAMPLE.VN/A/${tags[0]}" url.png
  ZXingWriter -size 300x300 QRCode +P123-456 badge.png
  ZXingWriter -size 300x300 QRCode +CHECKOUT command.png
  run trangbi scan url.png badge.png command.png
  expect 0 "/${tags[0]}  Xe máy 1"
  expect 0 '+P123-456  Nguyễn Văn Đức'
  expect 0 '+CHECKOUT  Check out'
  run trangbi checkout --to 123-456 @url.png
  expect 0 '1 done'
  run trangbi checkin @badge.png
  expect 2 "'+P123-456' is the badge of a person, not an asset"
}

@test "custody by typed URL, GIAI and badge" {
  add_assets 1
  run trangbi checkout --to +P123-457 "https://tb.example.vn/a/${tags[0]}"
  expect 0 '-> 123-457'
  run trangbi checkin "(8004)8931234000${tags[0]}"
  expect 0 '1 done'
  run trangbi issue --to +U00008 --doc 1/QĐ "${tags[0]}"
  expect 0 '-> 00008'
  run trangbi issue --to +P123-457 --doc 1/QĐ "${tags[0]}"
  expect 2 "badge of a person, not of a unit"
  run trangbi checkout --to 123-456 "${tags[0]}" +U00004 +STOCKTAKE
  expect 2 'is the badge of a unit, not an asset'
  expect 2 'is a command of the command sheet, not an asset'
  run trangbi asset show "HTTPS://X.VN/?${tags[0]}"
  expect 0 'Xe máy 1'
  run trangbi asset list --unit +U00008
  expect 0 'Xe máy 1'
}
