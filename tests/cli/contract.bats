#!/usr/bin/env bats
# contract.bats - what each command does and prints; names and JSON shapes are a contract.

load helper

setup() { make_register; }

@test "init makes a database once, and says what comes next" {
  run trangbi init --db new.db --site 'Công an phường'
  expect 0 'next: trangbi import units'
  run trangbi init --db new.db
  expect 1 'exists already'
  run trangbi init --db other.db --tag-pattern 'UUUSC'
  expect 2 'no tag pattern'
  [ ! -e other.db ]
}

@test "a command that is none, an option that is none, too few and too many words: 2" {
  run trangbi frobnicate
  expect 2 "no command 'frobnicate'"
  run trangbi asset show
  expect 2 'something is missing'
  run trangbi unit show 01 00004
  expect 2 "'00004' is too much"
  run trangbi asset list --colour red
  expect 2 'unknown option --colour'
  run trangbi checkout --days x --to 123-456 T
  expect 2 'no whole number for --days'
}

@test "half a command lists what completes it" {
  for words in 'ledger --help' 'help ledger'; do
    # shellcheck disable=SC2086 # words of a command
    run trangbi $words
    expect 0 'ledger verify'
    [[ $output != *'asset add'* ]]
  done
  run trangbi ledger
  expect 2 "see 'trangbi ledger --help'"
  run trangbi ledger frobnicate
  expect 2 "no command 'ledger frobnicate'"
  run trangbi issue
  expect 2 '--to UNIT --doc NO TAG...'
}

@test "options stand anywhere, in any spelling, until --" {
  add_assets 1
  run trangbi --json --db="$TRANGBI_DB" asset list -n1 --status=in_stock
  expect 0
  [ "$(json '.assets | length')" = 1 ]
  run trangbi checkout SN-1 -t 123-456 -d3 --purpose '--purpose'
  expect 0 '1 done'
  run trangbi asset show -- -SN1
  expect 0 'Xe máy 1'
}

@test "add prints the key, show and list give it back, in text and JSON" {
  run trangbi unit add 00025 --name 'Giảng Võ' --parent 01 --valid-from 01/07/2025
  expect 0 00025
  run trangbi unit show 00025 --json
  expect 0
  [ "$(json .unit.valid_from)" = 2025-07-01 ]
  [ "$(json .trangbi)" = 1 ]
  run trangbi unit list --unit 01 --json
  [ "$(json '.units | length')" = 4 ]
  run trangbi person show 123-456
  expect 0 'Nguyễn Văn Đức'
  run trangbi kind list
  expect 0 'Máy tính'
}

@test "edit changes the fields given and no others; an empty value empties" {
  run trangbi kind edit MAY --life-years 7 --note 'theo quy định'
  expect 0
  run trangbi kind edit MAY --note '' --json
  expect 0
  [ "$(json .kind.life_years)" = 7 ]
  [ "$(jq '.kind | has("note")' <<<"$output")" = false ]
  head=$(trangbi ledger head)
  run trangbi kind edit MAY --life-years 7
  expect 0 'nothing to change'
  [ "$(trangbi ledger head)" = "$head" ]
}

@test "an edit and its alias are one act, and the name that changes still names the asset" {
  add_assets 2
  head=$(trangbi ledger head)
  run trangbi asset edit SN-1 --note x --alias ' - '
  expect 2 'alias cannot be empty'
  run trangbi asset edit SN-1 --note x --alias SN-2
  expect 1 "'SN-2' finds asset ${tags[1]} already"
  run trangbi asset edit SN-1 --note x --alias "${tags[1]}"
  expect 1 already
  [ "$(trangbi ledger head)" = "$head" ]
  run trangbi asset edit SN-1 --serial SN-9 --alias 'KHO 5' --json
  expect 0
  [ "$(json .asset.tag)/$(json .asset.serial)" = "${tags[0]}/SN-9" ]
  run trangbi asset show kho5 --json
  [ "$(json .asset.tag)" = "${tags[0]}" ]
  run trangbi asset show SN-1
  expect 3
  run trangbi asset edit SN-9 --alias KHO-5
  expect 0 'nothing to change'
}

@test "what events set cannot be edited" {
  add_assets 1
  run trangbi asset edit "${tags[0]}" --unit 00008
  expect 2 "'unit' cannot be set here"
  run trangbi asset add --kind XEM --unit 00004 --name X --status lost
  expect 2 "'status' cannot be set here"
}

@test "an asset gets a tag with a check character, and is found by it in any spelling" {
  run trangbi asset add --kind XEM --unit 00004 --name 'Xe máy' --year-in-use 2026
  expect 0 00004XEM2600001B
  for spelling in 00004XEM2600001B 00004-xem-26-00001-b '00004 XEM 26 00001 B'; do
    run trangbi asset show "$spelling" --json
    expect 0
    [ "$(json .asset.tag)" = 00004XEM2600001B ]
  done
  run trangbi asset show 00004XEM2600001C
  expect 2 mistyped
  run trangbi asset show 00004XEM2600010B
  expect 2 mistyped
}

@test "serial, plate, old code and given aliases find the asset everywhere" {
  tag=$(trangbi asset add --kind XEM --unit 00004 --name 'Xe' --plate '29-B1 123.45' --serial 'RLH 01/A' --old-code TS.77)
  trangbi asset edit "$tag" --alias 'KHO 5'
  for alias in 29B112345 '29-B1 123.45' rlh01a ts77 kho-5; do
    run trangbi asset show "$alias" --json
    expect 0
    [ "$(json .asset.tag)" = "$tag" ]
  done
  run trangbi checkout --to 123-456 29B112345
  expect 0 '1 done'
  trangbi asset add --kind XEM --unit 00004 --name 'Xe khác' --serial 'RLH 01/A' >/dev/null
  run trangbi asset show 'RLH 01/A'
  expect 1 'several assets'
}

@test "find is free of accents and case; the accents as typed come first" {
  trangbi asset add --kind MAY --unit 00004 --name 'Máy in Hoà Phát' >/dev/null
  trangbi asset add --kind MAY --unit 00004 --name 'Máy in Hòa Phát' >/dev/null
  trangbi asset add --kind MAY --unit 00004 --name 'Đèn Đồng Tiến' >/dev/null
  trangbi asset add --kind MAY --unit 00004 --name 'Đèn Đông Tiến' >/dev/null
  run trangbi asset find HOA phat --json
  [ "$(json '.assets | length')" = 2 ]
  run trangbi asset find $'ho\xcc\x80a' --json # NFD
  [ "$(json '.assets | length')" = 2 ]
  run trangbi asset find 'đông tiến' --json
  [ "$(json '.assets[0].name')" = 'Đèn Đông Tiến' ]
  [ "$(json '.assets | length')" = 2 ]
  run trangbi asset find den dong --json
  [ "$(json '.assets | length')" = 2 ]
  run trangbi asset find '"*(' --json
  expect 0
}

@test "issue, checkout, checkin: who has what, and the history says who, when and why" {
  add_assets 2
  run trangbi issue --to 00008 --doc 12/QĐ "${tags[@]}"
  expect 0 '2 done'
  run trangbi asset show "${tags[0]}" --json
  [ "$(json .asset.unit)/$(json .asset.status)" = 00008/in_use ]
  run trangbi checkout --to 123-457 --days 7 --purpose 'Tuần tra' --at 2026-01-05T08:00 "${tags[0]}"
  expect 2 'after the time given'
  run trangbi checkout --to 123-457 --days 7 --purpose 'Tuần tra' --json SN-1
  expect 0
  [ "$(json .done[0].custodian)" = 123-457 ]
  run trangbi asset list --holder 123-457 --json
  [ "$(json '.assets[0].purpose')" = 'Tuần tra' ]
  run trangbi checkin --condition worn SN-1
  expect 0
  run trangbi asset show SN-1 --json
  [ "$(json .asset.condition)" = worn ]
  run trangbi asset history SN-1 --json
  [ "$(json '[.events[].kind] | join(" ")')" = 'asset.add asset.issue asset.checkout asset.checkin' ]
  [ "$(json '.events[1] | .doc + " " + .actor')" = '12/QĐ tester' ]
}

@test "rules refuse with 1 and say why" {
  add_assets 1
  run trangbi issue --to 00008 "${tags[0]}"
  expect 1 --doc
  run trangbi checkin "${tags[0]}"
  expect 1 'not lent to anybody'
  trangbi checkout --to 123-456 "${tags[0]}"
  run trangbi checkout --to 123-457 "${tags[0]}"
  expect 1 "lent to '123-456'"
  run trangbi issue --to 00008 --doc 1 "${tags[0]}"
  expect 1 "lent to '123-456'"
  run trangbi person edit 123-456 --active no
  expect 1 'still holds 1'
  trangbi checkin --condition broken "${tags[0]}"
  run trangbi checkout --to 123-456 "${tags[0]}"
  expect 1 broken
  trangbi unit edit 00008 --valid-to 01/01/2026 --successor 00004
  run trangbi issue --to 00008 --doc 1 "${tags[0]}"
  expect 1 "successor '00004'"
}

@test "a batch is one act: all, or none with what was wrong with each" {
  add_assets 3
  trangbi checkout --to 123-456 "${tags[1]}"
  head=$(trangbi ledger head)
  run trangbi checkout --to 123-457 "${tags[@]}" UNKNOWN
  expect 1 '2 of 4'
  [[ "$output" == *"${tags[1]}: it is lent"* && "$output" == *"UNKNOWN: no asset"* ]]
  [ "$(trangbi ledger head)" = "$head" ]
  run trangbi checkout --to 123-457 UNKNOWN
  expect 3
  run trangbi checkout --to 999 "${tags[0]}"
  expect 3 "no person '999'"
}

@test "--json on failure gives the error and each problem" {
  add_assets 1
  run quiet checkin "${tags[0]}" UNKNOWN --json
  expect 1
  [ "$(json .error.status)" = refused ]
  [ "$(json '.problems | length')" = 2 ]
  [ "$(json '.problems[] | select(.subject == "UNKNOWN") | .status')" = not_found ]
}

@test "--at backdates, and both times are kept; the future is refused" {
  add_assets 1
  run trangbi asset edit "${tags[0]}" --note cũ --at 2026-01-05T08:00
  expect 0
  run trangbi asset history "${tags[0]}" --json
  [ "$(json '.events[1].at')" = 2026-01-05T08:00:00+07:00 ]
  [ "$(json '.events[1].recorded')" != 2026-01-05T08:00:00+07:00 ]
  run trangbi asset edit "${tags[0]}" --note mới --at '06/01/2026 09:30'
  expect 0
  run trangbi asset history "${tags[0]}" --json
  [ "$(json '.events[2].at')" = 2026-01-06T09:30:00+07:00 ]
  run trangbi asset edit "${tags[0]}" --note x --at 2999-01-01
  expect 2 future
  run trangbi asset edit "${tags[0]}" --note x --at 31/02/2026
  expect 2 'no time for --at'
}

@test "who did it: --as, else TRANGBI_AS, else the login name" {
  add_assets 1
  trangbi asset edit SN-1 --note 1 --as 'Trần Văn Bình' >/dev/null
  trangbi asset edit SN-1 --note 2 >/dev/null
  TRANGBI_AS='' trangbi asset edit SN-1 --note 3 --purpose 'sửa' --doc 7/BB >/dev/null
  run trangbi asset history SN-1 --json
  [ "$(json '[.events[1:][].actor] | join(",")')" = "Trần Văn Bình,tester,$(id -un)" ]
  [ "$(json '.events[3] | .purpose + " " + .doc')" = 'sửa 7/BB' ]
  run trangbi asset edit SN-1 --note 4 --as ' '
  expect 2 --as
}

@test "list takes a unit or kind with all below it, a status, a holder, a number" {
  add_assets 3
  trangbi kind add DIE --name 'Xe máy điện' --parent XEM --group vehicle
  trangbi asset add --kind DIE --unit 00008 --name 'Xe điện' --serial E-1
  trangbi issue --to 00008 --doc 1 SN-1
  trangbi checkout --to 123-457 SN-1 SN-2
  count() { trangbi asset list "$@" --json | jq '.assets | length'; }
  [ "$(count) $(count --unit 01) $(count --unit 00004) $(count --unit 00008)" = '4 4 2 2' ]
  [ "$(count --kind XEM) $(count --kind DIE) $(count --kind XEM --unit 00008)" = '4 1 2' ]
  [ "$(count --status in_use) $(count --holder 123-457) $(count --limit 2) $(count --limit 0)" = '1 2 2 4' ]
  run trangbi asset list --status gone
  expect 2 'in_stock'
  run trangbi person list --unit 01 --json
  [ "$(json '.persons | length')" = 2 ]
  run trangbi kind list --kind XEM --json
  [ "$(json '.kinds | length')" = 2 ]
}

@test "label and scan: what is printed reads back, as PNG and PDF; a second label needs a reason" {
  add_assets 3
  run trangbi label "${tags[0]}" -o one.png
  expect 0 '1 label written'
  run trangbi scan --raw one.png
  expect 0
  [ "${lines[0]}" = "${tags[0]}" ]
  [ "${#lines[@]}" -eq 2 ]
  run zbarimg -q --raw one.png
  [[ "$output" == *"${tags[0]}"* ]]
  run trangbi label "${tags[@]}" -o all.pdf
  expect 1 "1 of 3 have a label already"
  [ ! -e all.pdf ]
  run quiet label "${tags[@]}" -o all.pdf --reason damaged --json
  [ "$(json .labels)" = 3 ]
  pdftoppm -r 200 -png all.pdf page
  run trangbi scan page-1.png --json
  expect 0
  [ "$(json '[.codes[].asset.tag] | unique | length')" = 3 ]
  [ "$(json '.codes | length')" = 6 ]
  [ "$(json '.codes[0].polygon | length')" = 4 ]
  run trangbi label "${tags[0]}" --reason lost -o one.svg
  expect 0
  python3 -c 'import xml.dom.minidom as m; assert m.parse("one.svg").documentElement.tagName == "svg"'
  run trangbi label "${tags[@]}" --reason lost -o all.png
  expect 0 '3 labels written'
  [ "$(for file in all.png all-2.png all-3.png; do trangbi scan --raw $file | sort -u; done)" = "$(printf '%s\n' "${tags[@]}")" ]
  run trangbi label "${tags[0]}" --reason lost -o one.gif
  expect 2 "must end in '.pdf'"
  run trangbi label "${tags[0]}" --reason lost
  expect 2 'say where the labels go'
}

@test "a picture stands for its codes, in one act" {
  add_assets 3
  trangbi label "${tags[@]}" -o all.pdf
  pdftoppm -r 200 -png all.pdf page
  run trangbi checkout --to 123-456 @page-1.png
  expect 0 '3 done'
  run trangbi asset history "${tags[0]}" --json
  [ "$(json '.events[-1].channel')" = scan ]
  [ "$(json '.events[-1].batch')" -gt 0 ]
  run trangbi checkin @page-1.png "${tags[0]}"
  expect 0 '3 done'
}

@test "scan - reads what a USB scanner types" {
  add_assets 1
  run trangbi scan - <<<"${tags[0]}"
  expect 0 'Xe máy 1'
  run trangbi scan - <<<NONSENSE
  expect 0 unknown
  run env -u TRANGBI_DB bash -c "cd / && '${TRANGBI:-build/trangbi}' scan --raw - <<<abc"
  expect 0 abc
}

@test "scan -: the shape of its JSON; nothing typed; what is no UTF-8" {
  add_assets 1
  run quiet scan - --json < <(printf 'sn-1\r\n\nNONSENSE\nx\xff\n')
  expect 0
  [ "$(json '[.codes[] | .symbology + " " + .found] | join(",")')" = 'typed ok,typed not_found,typed not_found' ]
  [ "$(json '.codes[0].asset.tag')/$(json '.codes[0].polygon | length')" = "${tags[0]}/0" ]
  run quiet scan --raw --json - <<<abc
  [ "$(json '.codes[0] | keys | join(" ")')" = 'polygon symbology text' ]
  run trangbi scan - </dev/null
  expect 3 'nothing was typed'
}

@test "export: a condition that is wrong or does not apply is told before anything is written" {
  run quiet export units --unit 99999
  expect 3
  [ -z "$output" ]
  run trangbi export kinds --unit 00004
  expect 2 "'kinds' cannot be limited by 'unit'"
  run trangbi export units --status in_use -o out.csv
  expect 2 "'status'"
  [ ! -e out.csv ]
  run quiet export assets
  expect 0 tag,name
}

@test "export and import: the own CSV comes back unchanged" {
  add_assets 3
  run trangbi export assets -o out.csv
  expect 0 '3 rows'
  [ "$(head -1 out.csv | cut -d, -f1-3)" = tag,name,kind ]
  head=$(trangbi ledger head)
  run trangbi import assets out.csv
  expect 0 '3 rows: 0 new, 0 changed, 3 same, 0 rejected'
  [ "$(trangbi ledger head)" = "$head" ]
  sed -i 's/Xe máy 2/Xe máy hai/' out.csv
  run trangbi import assets out.csv --dry-run --json
  [ "$(json .import.changed)/$(json .import.same)" = 1/2 ]
  [ "$(trangbi ledger head)" = "$head" ]
  run trangbi import assets out.csv
  expect 0 '1 changed'
  for noun in units persons kinds events; do
    run trangbi export $noun
    expect 0
    [ "${#lines[@]}" -ge 3 ]
  done
}

@test "an export that is refused prints nothing" {
  run quiet export assets --unit 99999
  expect 3
  [ -z "$output" ]
  run quiet export kinds --kind NONE
  [ -z "$output" ]
}

@test "import --keep-good: the rest goes to a file that is corrected and imported again" {
  printf 'Tên tài sản;Loại;Đơn vị;Nguyên giá;Màu\nA;XEM;00004;1.500.000.000;đỏ\nB;XEM;00004;-5;xanh\nC;XXX;00004;7;\n' >in.csv
  run trangbi import assets in.csv
  expect 1 '2 of 3 rows were rejected'
  run quiet import assets in.csv --keep-good --json
  [ "$(json '[.import.rows, .import.added, .import.rejected] | join(" ")')" = '3 1 2' ]
  [ "$(json '.problems | length')" = 2 ]
  sed -i 's/;-5;/;5;/; s/;XXX;/;MAY;/' in.csv.rejects.csv
  run trangbi import assets in.csv.rejects.csv
  expect 0 '2 rows: 2 new'
  run trangbi asset list --json
  [ "$(json '[.assets[].extra["Màu"]] | map(select(.)) | join(" ")')" = 'đỏ xanh' ]
}

@test "the real list of units imports as it is, where it is at hand" {
  list=$BATS_TEST_DIRNAME/../../../shared/data/vn-admin-units-2026.csv
  [ -e "$list" ] || skip 'no list beside the project'
  run trangbi import units "$list" --db national.db
  expect 3
  trangbi init --db national.db
  run trangbi import units "$list" --db national.db
  expect 0 '3355 rows: 3355 new'
  run trangbi unit list --unit 96 --db national.db --json
  [ "$(json '.units | length')" -gt 38 ]
}

@test "ledger: verify, head, anchor, export; the sqlite3 shell sees the same" {
  add_assets 2
  run trangbi ledger verify --json
  expect 0
  [ "$(json .ledger.ok)" = true ]
  [ "$(json .ledger.events)" = "$(sqlite3 "$TRANGBI_DB" 'SELECT count(*) FROM event')" ]
  hash=$(json .ledger.head)
  trangbi checkout --to 123-456 "${tags[0]}"
  run trangbi ledger verify --anchor "$hash"
  expect 0
  run trangbi ledger verify --anchor 0123456789abcdef
  expect 4 'not in this ledger'
  run trangbi ledger verify --anchor xyz
  expect 2 'is no anchor'
  run trangbi ledger head --json
  anchor=$(json .ledger.anchor)
  trangbi checkin "${tags[0]}"
  run trangbi ledger verify --anchor "$anchor" --json
  expect 0
  [ "$(json .ledger.anchored)" = true ]
  run trangbi ledger verify --anchor "${anchor/:*:/:0123456789abcdef:9:}"
  expect 1 'is of site'
  run trangbi ledger verify --anchor "${anchor%:*:*}:999:${anchor##*:}"
  expect 4 'the newest events were removed'
  run trangbi ledger verify --anchor @none.png
  expect 5 none.png
  trangbi ledger export out.jsonl
  [ "$(wc -l <out.jsonl)" = "$(sqlite3 "$TRANGBI_DB" 'SELECT max(seq) FROM event')" ]
  [ "$(tail -n 1 out.jsonl | tr -d '\n' | sha256sum | cut -c1-64)" = "$(trangbi ledger head | cut -d' ' -f3)" ]
}

@test "backup is verified, never overwrites, and restores" {
  add_assets 1
  run trangbi backup copy.db
  expect 0 verified
  run trangbi backup copy.db
  expect 1 'exists already'
  head=$(trangbi ledger head)
  trangbi asset edit "${tags[0]}" --note later
  run trangbi restore copy.db
  expect 1 --replace
  run trangbi restore --replace copy.db
  expect 0 'is kept as'
  [ "$(trangbi ledger head)" = "$head" ]
  run trangbi restore copy.db --db elsewhere.db
  expect 0
  printf 'x' | dd of=copy.db bs=1 seek=50000 conv=notrunc 2>/dev/null
  dd if=/dev/urandom of=copy.db bs=4096 seek=3 count=20 conv=notrunc 2>/dev/null
  run trangbi restore --replace copy.db
  expect 4
  [ "$(trangbi ledger head)" = "$head" ]
}

@test "data goes to standard output, chatter to standard error" {
  add_assets 1
  [ "$(trangbi asset list --json 2>/dev/null | jq '.assets | length')" = 1 ]
  [ "$(trangbi export units 2>/dev/null | wc -l)" = 4 ]
  [ -z "$(trangbi asset show nothing 2>/dev/null)" ]
  run bash -c "'${TRANGBI:-build/trangbi}' asset list 2>&1 >/dev/full"
  expect 5 'standard output'
}

@test "what a terminal would obey is printed as '?'" {
  printf '\033]0;title\007\302\233x\n' >typed
  run trangbi scan - <typed
  expect 0 '?]0;title???x  (unknown)'
  run trangbi asset show $'x\033[2J'
  expect 3 "'x?[2J'"
}

@test "JSON stays valid where a row was made invalid" {
  sqlite3 "$TRANGBI_DB" "UPDATE unit SET name = CAST(x'ff1b' AS TEXT) WHERE code = '00004'"
  for command in 'unit list' 'unit show 00004' 'ledger verify'; do
    trangbi $command --json 2>/dev/null >out.json || true
    iconv -f UTF-8 -t UTF-8 out.json >/dev/null
    jq -e . out.json >/dev/null
  done
}

@test "rejects that may be under correction are not overwritten" {
  printf 'name,kind,unit,serial\nA,XEM,00004,S1\nB,XXX,00004,S2\n' >in.csv
  quiet import assets in.csv --keep-good
  sed -i 's/XXX/MAY/' in.csv.rejects.csv
  cp in.csv.rejects.csv before
  run trangbi import assets in.csv --keep-good
  expect 1 "'in.csv.rejects.csv' is there already"
  cmp before in.csv.rejects.csv
  run trangbi import assets in.csv --keep-good --rejects others.csv
  expect 0
}

@test "a record is named once, and a code with Đ is found in either case" {
  run trangbi unit add 00016 --code 00017 --name x
  expect 2 "'00016' and --code both name the record"
  quiet asset add --kind XEM --unit 00004 --name x --old-code TSCĐ-01 --plate 29-MĐ1.234
  run trangbi asset show tscđ01
  expect 0 TSCĐ-01
  run trangbi asset show $'29md\xcc\xb1' # another letter
  [ "$status" -eq 3 ]
}

@test "every command's JSON is one object of version 1, whether it succeeds or fails" {
  add_assets 3
  trangbi label SN-1 -o one.png
  one_object() {
    [ "$(jq -s 'length == 1 and .[0].trangbi == 1' 2>&1)" = true ]
  }
  while read -r want words; do
    status=0
    # shellcheck disable=SC2086 # words of a command
    trangbi $words --json >out 2>err || status=$?
    [ "$status" -eq "$want" ] && one_object <out || { echo "$status: $words"; cat out err; false; }
    [ "$want" -eq 0 ] || jq -e '.error.status and (.error.message | length > 0) and .problems' out >/dev/null
  done <<END
0 init --db second.db
1 init
0 unit add 00025 --name x
0 unit edit 00025 --note x
0 unit show 00025
0 unit list
1 unit add 00025 --name x
3 unit show 99999
0 person add 7 --name x --unit 00025
0 person edit 7 --note x
0 person show 7
0 person list
3 person add 8 --name x --unit 99999
0 kind add DEN --name x --group tool
0 kind edit DEN --note x
0 kind show DEN
0 kind list
2 kind edit DEN --group x
0 asset add --kind XEM --unit 00004 --name x
0 asset edit SN-1 --note x
0 asset show SN-1
0 asset list
0 asset find xe
0 asset history SN-1
2 asset add --name x
3 asset history NONE
0 label SN-1 -o again.pdf --reason lost
1 label SN-1 -o again.pdf
2 label SN-1 -o again.gif --reason lost
3 label NONE -o again.pdf
0 label units 00004 -o again.pdf
1 label units 00004 -o again.pdf
0 label persons 123-456 -o again.pdf
3 label persons 9 -o again.pdf
0 label commands -o again.pdf
0 label preview SN-1 -o again.png
2 label preview SN-1
0 label --test-grid --sheet L7160 -o again.pdf
3 label --test-grid --sheet none -o again.pdf
0 label sheets
0 label templates
0 label register
2 label register --limit -1
0 scan one.png
5 scan none.png
0 issue --to 00008 --doc 1 SN-1 @one.png
1 issue --to 00008 --doc 1 SN-1
0 checkout --to 123-456 SN-1 SN-2
1 checkout --to 123-456 SN-1 SN-3
0 checkin SN-1 SN-2
3 checkin NONE NEITHER
0 export assets -o again.csv
0 import assets again.csv --dry-run
5 import assets none.csv
3 export assets --unit 99999 -o again.csv
0 ledger verify
4 ledger verify --anchor 00000000000000000000
0 ledger head
0 ledger export out.jsonl
5 ledger export none/out.jsonl
0 backup copy.db
1 backup copy.db
0 restore copy.db --db third.db
1 restore copy.db
2 frobnicate
2 asset
2 asset list --colour
END
}

@test "a standard stream that is closed takes nothing from the files that are written" {
  add_assets 2
  trangbi label SN-1 -o one.png 2>&-
  trangbi export assets -o out.csv >&- 2>&-
  trangbi ledger export out.jsonl 2>&-
  trangbi backup copy.db 2>&- <&-
  trangbi checkout --to 123-456 SN-1 2>&- >/dev/null
  [ "$(trangbi scan --raw one.png | sort -u)" = "${tags[0]}" ]
  [ "$(wc -l <out.csv)" = 3 ]
  [ "$(tail -c 2 out.jsonl)" = '}' ]
  trangbi ledger verify
  trangbi ledger verify --db copy.db
  run bash -c "'${TRANGBI:-$BATS_TEST_DIRNAME/../../build/trangbi}' asset list 2>&1 >&-"
  expect 5 'standard output'
}

@test "the sqlite3 shell reads the state that the program shows" {
  add_assets 3
  trangbi issue --to 00008 --doc 1 SN-1
  trangbi checkout --to 123-457 --days 5 SN-1 SN-2
  trangbi checkin --condition worn SN-2
  columns=tag,name,status,condition,unit,custodian,due
  diff <(sqlite3 -json -readonly "$TRANGBI_DB" "SELECT $columns FROM asset ORDER BY tag" |
    jq -cS '.[] | with_entries(select(.value != null))') \
    <(trangbi asset list --json | jq -cS '.assets | sort_by(.tag)[] |
      with_entries(select(.key | IN("tag", "name", "status", "condition", "unit", "custodian", "due")))')
  [ "$(sqlite3 "$TRANGBI_DB" 'PRAGMA integrity_check; PRAGMA foreign_key_check')" = ok ]
}

@test "export: chosen columns, for Excel, as JSON Lines" {
  add_assets 2
  run quiet export assets --columns name,unit
  expect 0 'name,unit'
  [ "${lines[1]%$'\r'}" = 'Xe máy 1,00004' ]
  run quiet export assets --columns unit --excel vi
  [ "${lines[1]%$'\r'}" = '"=""00004"""' ]
  trangbi export units --excel vi -o units.csv
  run trangbi import units units.csv
  expect 0 '0 new, 0 changed'
  run quiet export units --jsonl
  [ "$(jq -r .code <<<"${lines[0]}")" = 00004 ]
  run trangbi export assets --columns tag,xx -o out.csv
  expect 2 "there is no column 'xx'"
  [ ! -e out.csv ]
  run trangbi export assets --excel en
  expect 2 'use --excel vi'
  run trangbi export assets --excel vi --jsonl
  expect 2 'exclude each other'
}

@test "an asset is handed over in one act, and undo takes it back" {
  add_assets 1
  quiet checkout --to 123-456 SN-1
  run trangbi checkout --to 123-457 SN-1
  expect 1 "lent to '123-456'"
  run trangbi checkout --to 123-457 --hand-over SN-1 --json
  expect 0
  [ "$(json '.done[0].custodian')" = 123-457 ]
  seq=$(json .seq)
  run trangbi undo sn1 --json
  expect 0
  [ "$(json .undone.event)/$(json .undone.kind)/$(json .undone.custodian)" = "$seq/asset.checkout/123-456" ]
  run trangbi undo "${tags[0]}"
  expect 0 'is taken back'
  run trangbi undo "${tags[0]}"
  expect 1 "'asset.add'"
  run trangbi ledger verify
  expect 0
}
