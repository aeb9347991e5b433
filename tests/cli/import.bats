#!/usr/bin/env bats
# import.bats - previews, profiles, rejects and taking an import back, as they are typed.

load helper

setup() {
  make_register
  root=$BATS_TEST_DIRNAME/../..
}

# A file of the accounting program, for unit 00004.
book() { printf '%s\n' 'Mã tài sản;Tên tài sản;Loại tài sản;Nguyên giá' "$@" >so.csv; }

@test "a preview shows counts, changes field by field, and what is registered too" {
  quiet asset add --kind XEM --unit 00004 --name 'Xe máy' --old-code TS-1 --cost 5000000 --maker Honda
  book 'TS-1;Xe máy;XEM;6.000.000' 'TS-2;Máy in;Máy in laser;4.000.000' 'TS-3;Xe;XEM;x'
  run trangbi import assets so.csv -p so-ke-toan --set unit=00004 --create kinds --dry-run
  expect 1 '3 rows: 1 new, 1 changed, 0 same, 1 rejected'
  [[ $output == *'row 2  00004-XEM-'* ]]
  [[ $output == *'  original cost: 5.000.000 đ -> 6.000.000 đ'* ]]
  [[ $output == *'row 3  registers too: kind MAY-IN-LASER Máy in laser'* ]]
  [[ $output == *"row 4, column 'Nguyên giá'"* ]]
  run quiet asset list --json
  [ "$(json '.assets | length')" = 1 ]
}

@test "a preview as JSON has all changes, the counts and the problems" {
  add_assets 3
  printf 'serial,maker\nSN-1,A\nSN-2,B\nSN-3,C\nSN-9,D\n' >in.csv
  run quiet import assets in.csv --key serial --dry-run --json
  expect 1
  [ "$(json '.changes | length')" = 3 ]
  [ "$(json '.changes[1] | [.row, .fields[0].field, .fields[0].from, .fields[0].to] | map(tostring) | join(" ")')" = '3 maker null B' ]
  [ "$(json '.import | [.rows, .changed, .rejected] | join(" ")')" = '4 3 1' ]
  [ "$(json '.error.status')" = refused ]
  [ "$(json '.problems | length')" = 1 ]
  sed -i '/SN-9/d' in.csv
  run quiet import assets in.csv --key serial --dry-run --json
  expect 0
  [ "$(json '.beside | length')" = 0 ]
}

@test "a preview shows 20 changes, or all" {
  add_assets 25
  { echo serial,maker; for i in $(seq 25); do echo "SN-$i,X"; done; } >in.csv
  run trangbi import assets in.csv --key serial --dry-run
  expect 0 '... and 5 more changes; --all shows them'
  [ "$(grep -c '^row ' <<<"$output")" -eq 20 ]
  run trangbi import assets in.csv --key serial --dry-run --all
  [ "$(grep -c '^row ' <<<"$output")" -eq 25 ]
}

@test "amounts in thousands are asked for" {
  printf 'SỔ TÀI SẢN;;;\nĐVT: 1.000đ;;;\nTên tài sản;Loại;Đơn vị;Nguyên giá;Số sê-ri\nA;XEM;00004;12.500;S1\nB;XEM;00004;1.012.500;S2\n' >in.csv
  run trangbi import assets in.csv
  expect 2 "'ĐVT: 1.000đ' says that amounts are not in dong; give --multiplier 1000"
  run trangbi import assets in.csv --multiplier 1000
  expect 0 '2 rows: 2 new'
  run quiet asset show S1 --json
  [ "$(json '.asset.cost')" = 12500000 ]
  printf 'name,kind,unit,Nguyên giá (triệu đồng),serial\nC,XEM,00004,12,S3\n' >in.csv
  run trangbi import assets in.csv
  expect 2 'give --multiplier 1000000'
  run trangbi import assets in.csv --multiplier 1
  expect 0
}

@test "a profile that is proposed can be read, however long the names of columns" {
  printf 'Mã số;Tên tài sản;%s\nTS-1;Máy in;1\n' "$(printf 'Rất dài %.0s' {1..60})" >in.csv
  run trangbi import map in.csv -o our.ini
  expect 0 '2 of 3 columns are known'
  run trangbi import assets in.csv -p our.ini --set kind=XEM,unit=00004
  expect 0 '1 row: 1 new'
}

@test "a profile is proposed, corrected and used" {
  printf 'Mã số;Tên tài sản;Loại tài sản;Nguyên giá;Tổ\nTS-1;Máy in;Máy in laser;1.234.567;A\n' >in.csv
  run trangbi import map in.csv -o our.ini
  expect 0 '4 of 5 columns are known'
  grep -qx 'numbers = vi' our.ini
  grep -qx '; ? = Tổ' our.ini
  grep -qx '; unit =' our.ini
  run trangbi import assets in.csv -p our.ini --set unit=00004 --create kinds
  expect 0 '1 row: 1 new'
  sed -i 's/^; ? = Tổ/note = Tổ/' our.ini
  run trangbi import assets in.csv -p our.ini --set unit=00004
  expect 0 '1 changed'
  run trangbi import assets in.csv -p auto --set unit=00004
  expect 1 "'Máy in laser' is no code for 'kind'"
}

@test "profiles are listed, also one with a mistake" {
  run quiet import profiles --json
  [ "$(json '.profiles[].name')" = "$(ls "$root/import/profiles" | sed 's/\.ini$//' | LC_ALL=C sort; echo auto)" ]
  mkdir -p own/profiles
  printf '[profile]\nof = assets\n[columns]\ncolour = A\n' >own/profiles/bad.ini
  run trangbi import profiles --profiles own
  expect 0 "'colour' is no field of 'assets'"
  TRANGBI_IMPORT=own run trangbi import assets in.csv -p bad
  expect 2 "bad.ini', line 4"
}

@test "imports are listed, shown and taken back" {
  book 'TS-1;Xe máy;XEM;6.000.000' 'TS-2;Xe máy;XEM;6.000.000'
  quiet import assets so.csv -p so-ke-toan --set unit=00004
  run quiet import list --json
  [ "$(json '.imports[0] | [.noun, .file, .profile, .rows, .added] | join(" ")')" = 'asset so.csv so-ke-toan 2 2' ]
  batch=$(json '.imports[0].id')
  run quiet import show last --json
  [ "$(json '[.import.id, (.events | length)] | join(" ")')" = "$batch 3" ]
  run trangbi import show "$batch"
  expect 0 'asset.add'
  tag=$(quiet asset show TS-1 --json | jq -r .asset.tag)
  quiet checkout --to 123-456 "$tag"
  run trangbi import undo last
  expect 1 '1 of the records of import'
  [[ $output == *"$tag: it was changed or handled since"*"(asset.checkout)"* ]]
  run trangbi import undo last --only-untouched
  expect 0 '1 withdrawn, 0 set back, 1 left'
  run trangbi asset show TS-2
  expect 3
  run trangbi import undo "$batch"
  expect 1 'was taken back already'
  run trangbi ledger verify
  expect 0
}

@test "the label of a withdrawn asset says so" {
  book 'TS-1;Xe máy;XEM;6.000.000'
  quiet import assets so.csv -p so-ke-toan --set unit=00004
  tag=$(quiet asset show TS-1 --json | jq -r .asset.tag)
  quiet import undo last
  run trangbi asset show "$tag"
  expect 3 "was withdrawn: import"
  run trangbi checkout --to 123-456 "$tag"
  expect 3 "was withdrawn: import"
  run trangbi asset history "$tag"
  expect 0 'asset.withdraw'
}

@test "rejects are asked for without importing anything" {
  book 'TS-1;Xe máy;XEM;6.000.000' 'TS-2;Xe máy;XEM;x'
  run trangbi import assets so.csv -p so-ke-toan --set unit=00004 --rejects r.csv
  expect 1 "the rejected rows are in 'r.csv'"
  grep -q '^3;Nguyên giá;' r.csv
  run quiet asset list --json
  [ "$(json '.assets | length')" = 0 ]
}

# All that is said of assets, whatever their order and numbers inside.
state() {
  sqlite3 "$TRANGBI_DB" 'SELECT * FROM asset' 'SELECT * FROM alias' | sed -E 's/\|[0-9]+\|[0-9]+$//; s/^[0-9]+\|//' | LC_ALL=C sort
}

@test "imports of anything, taken back one after the other, leave what was before each" {
  local n=0 batches=()
  for seed in 1 2 3 4; do
    awk -v seed=$seed 'function any(list, part) { return part[int(rand() * split(list, part, "|")) + 1] }
      BEGIN {
        srand(seed)
        print "serial;name;kind;unit;cost;condition;purchased;Màu;Phòng"
        for (i = 0; i < 120; i++)
          if (rand() < .6)
            print "S" i ";" any("a|b|Tên é") ";XEM;00004;" any("|1.000.000|5000") ";" any("|ok|broken|worn") ";" \
              any("|1/7/2025") ";" any("|x|y") ";" any("|z")
      }' >in.csv
    state >before.$n
    run quiet import assets in.csv --json
    [ "$(json '.import.added + .import.changed > 20')" = true ]
    batches+=("$(json .import.batch)")
    n=$((n + 1))
  done
  [ "$(wc -l <before.3)" -gt 150 ]
  while ((n--)); do
    quiet import undo "${batches[n]}"
    state >after
    cmp before.$n after
  done
  trangbi ledger verify
}
