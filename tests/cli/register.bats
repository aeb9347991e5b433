#!/usr/bin/env bats
# register.bats - the register of labels, and the assets that an import or a missing label picks out.

load helper

setup() { make_register; }

# import_assets NAME...: an import of so many motorbikes; the number of its batch in $batch.
import_assets() {
  { echo 'name,kind,unit,serial'; printf '%s,XEM,00004,SN-%s\n' $(for name; do echo "$name" "$name"; done); } >in.csv
  batch=$(trangbi import assets in.csv --json | jq .import.batch)
}

names() { quiet "$@" --json | jq -r '[(.assets // .labels)[].name] | join(" ")'; }

@test "asset list --batch gives what an import added or changed" {
  import_assets a1 a2
  first=$batch
  import_assets a3
  [ "$(names asset list --batch "$first")" = 'a1 a2' ]
  [ "$(names asset list --batch="$batch")" = a3 ]
  [ "$(names asset list --batch last)" = a3 ]
  [ "$(names asset list --batch "$first" --unit 00008)" = '' ]
  [ "$(names asset list --batch "$first" -n 1)" = a1 ]
  printf 'name,kind,unit,serial,note\n,XEM,,SN-a1,x\n,XEM,,SN-a2,\n,XEM,,SN-a3,x\n' >in.csv
  quiet import assets in.csv
  [ "$(names asset list --batch last)" = 'a1 a3' ]
  run trangbi export assets --batch last
  expect 0 '2 rows written'
}

@test "a batch that is none is refused, and says what to do" {
  run trangbi asset list --batch last
  expect 3 'no assets were imported yet'
  import_assets a1
  for bad in '' 0 -1 x 1x '1 ' last1 LAST 99999999999999999999 0x5; do
    run trangbi asset list "--batch=$bad"
    expect 2 "'$bad' is no import"
    run trangbi export assets -o made.csv "--batch=$bad"
    expect 2 "'$bad' is no import"
    run trangbi label register "--batch=$bad"
    expect 2 "'$bad' is no import"
    [ ! -e made.csv ]
  done
  run trangbi asset list --batch 99
  expect 3 "no import '99'"
  run trangbi asset list --batch
  expect 2 '--batch needs a value'
  run trangbi unit list --batch 1
  expect 2 'unknown option --batch'
  run trangbi export units --batch "$batch"
  expect 2 "'units' cannot be limited by 'batch'"
  printf 'code,name\n77,x\n' >units.csv
  units=$(quiet import units units.csv --json | jq .import.batch)
  [ "$(names asset list --batch last)" = a1 ] # the last one of assets
  run trangbi asset list --batch "$units"
  expect 1 "('units.csv') was not one of assets"
  run quiet asset list --batch "$units" --json
  [ "$(json .error.status)" = refused ]
}

@test "asset list --unlabelled and label register --never give what has no label" {
  add_assets 2
  [ "$(names asset list --unlabelled)" = 'Xe máy 1 Xe máy 2' ]
  [ "$(names label register --never)" = 'Xe máy 1 Xe máy 2' ]
  [ "$(names label register)" = '' ]
  [ "$(names label register --never --unit 00008)" = '' ]
  [ "$(names label register --never --kind XEM --status in_stock -n 1)" = 'Xe máy 1' ]
  run quiet label register --never --json
  [ "$(json '.labels[0] | keys | join(" ")')" = 'copies name prints tag unit' ]
  [ "$(json '.labels[0].prints')" = 0 ]
  run quiet label register --never
  expect 0 '00004-XEM-'
  [[ ${lines[0]} == tag*name*unit*'times printed'*labels*'last printed'*by*template*reason ]]
  run trangbi export assets --unlabelled
  expect 0 '2 rows written'
  run trangbi export units --unlabelled
  expect 2 "'units' cannot be limited by 'unlabelled'"
}

@test "label register counts what was printed, and asset history says why" {
  add_assets 3
  quiet label SN-1 SN-2 -o tem.pdf
  quiet label SN-1 -o again.pdf --copies 2 --reason damaged --as somebody
  [ "$(names label register)" = 'Xe máy 1 Xe máy 2' ]
  [ "$(names label register --more-than 1)" = 'Xe máy 1' ]
  [ "$(names label register --more-than 2)" = '' ]
  [ "$(names label register --never)" = 'Xe máy 3' ]
  [ "$(names asset list --unlabelled)" = 'Xe máy 3' ]
  run quiet label register --json
  [ "$(json '.labels[0] | "\(.prints) \(.copies) \(.last_by) \(.last_reason)"')" = '2 3 somebody damaged' ]
  run quiet asset history SN-1 --json
  [ "$(json '[.events[] | select(.kind == "asset.label") | .payload.reason] | tojson')" = '[null,"damaged"]' ]
  run trangbi label register -n 1
  expect 0 'somebody'
  [[ $output == *damaged* ]]
  run trangbi ledger verify
  expect 0 'the ledger verifies'
}

@test "label register refuses what makes no sense" {
  run trangbi label register --never --more-than 1
  expect 2 'exclude each other'
  run trangbi label register --more-than -1
  expect 2 "'-1' is no number of printings"
  run trangbi label register --more-than x
  expect 2 'no whole number for --more-than'
  run trangbi label register --limit -1
  expect 2 'no limit'
  run trangbi label register --unit 77
  expect 3 "no unit '77'"
  run trangbi label register --status burnt
  expect 2 burnt
  run trangbi label register x
  expect 2 'too much'
}

@test "what it says in Vietnamese" {
  add_assets 1
  export LANGUAGE=vi
  run trangbi label register --never
  expect 0 'số lần in'
  run trangbi label register --never --more-than 1
  expect 2 'loại trừ nhau'
  run trangbi asset list --batch x
  expect 2 'không phải là đợt nhập'
  run trangbi asset list --batch last
  expect 3 'chưa nhập'
}
