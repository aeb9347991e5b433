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

@test "a reading that is not to be believed is counted, not given" {
  add_assets 1
  ZXingWriter -size 600x200 Code128 'ABCô12' weak.png
  run trangbi scan --raw weak.png
  expect 3 'codes too weak to trust: 1; photograph them closer'
  run trangbi scan weak.png
  expect 3 'codes too weak to trust: 1'
  run trangbi checkout --to 123-456 @weak.png
  expect 3 "what was read in picture 'weak.png' is too weak to trust"
  ZXingWriter -size 300x300 QRCode "${tags[0]}" good.png
  run quiet scan --json weak.png good.png
  expect 0
  [ "$(json '[.codes[].text, .weak] | join(" ")')" = "${tags[0]} 1" ]
  run trangbi scan weak.png good.png
  expect 0 'codes too weak to trust: 1'
}

@test "a weak reading is believed where it is known" {
  add_assets 1
  trangbi asset edit "${tags[0]}" --alias 'ABC12'
  ZXingWriter -size 600x200 Code128 'ABCô12' weak.png
  run trangbi scan weak.png
  expect 0 'ABC12  Xe máy 1'
  [[ "$output" != *'too weak'* ]]
}

@test "scan --symbologies looks for more, --budget takes seconds" {
  ZXingWriter -size 600x200 Code39 ABC-1234 c39.png
  run trangbi scan --raw c39.png
  expect 3 'no code was found'
  run trangbi scan --raw --symbologies i25,code39 c39.png
  expect 0 ABC-1234
  run trangbi scan --raw --symbologies codabar c39.png
  expect 2 "'codabar' names no symbology; write code39, ean or i25"
  for budget in 0 0.5 '0,5' 10; do
    run trangbi scan --raw --symbologies code39 --budget "$budget" c39.png
    expect 0 ABC-1234
  done
  for budget in '' -1 11 x 1.5s; do
    run trangbi scan --raw --budget "$budget" c39.png
    expect 2 'is no budget; write seconds from 0 to 10'
  done
}
