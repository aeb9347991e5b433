# A stocktake from opening to accepted proposals, as people at a post type it.

load helper

setup() {
  make_register
  trangbi person add 123-458 --name 'Lê Lan' --unit 00004 2>/dev/null
  add_assets 3
}

# A tag as people read it.
dashed() { sed -E 's/(.{5})(.{3})(.{2})(.{5})/\1-\2-\3-\4-/' <<<"$1"; }

open_one() {
  id=$(quiet stocktake open --unit 00004 "$@")
}

# A page of labels of the assets as a picture: page.png.
photograph() {
  trangbi label --sheet L7160 -o page.pdf "$@" >/dev/null 2>&1
  pdftoppm -r 200 -png -singlefile page.pdf page
}

close_it() {
  quiet stocktake close "$id" -s 123-456 --sign=123-457 >/dev/null
}

@test "the whole job" {
  other=$(quiet asset add --kind MAY --unit 00008 --name 'Máy tính' --cost 15000000)
  run quiet stocktake open --unit 00004 --doc 05/QĐ-KK --board 123-456 --board 123-457
  expect 0
  [ "$output" = "00004-26-1" ]
  id=$output

  run trangbi stocktake scan "$id" - <<<"${tags[0]}
$other
${tags[0]}
KHONGRO"
  expect 0 "found  $(dashed "${tags[0]}")  Xe máy 1"
  expect 0 "of another unit  $(dashed "$other")  Máy tính  (belongs to 00008, never seen before)"
  expect 0 "counted already  $(dashed "${tags[0]}")  Xe máy 1  (by tester, "
  expect 0 "unknown code  KHONGRO"
  expect 0 "3 recorded, 1 passed over; stocktake 00004-26-1: 3 counted, 3 expected"

  run trangbi stocktake scan - --condition broken --by-hand <<<sn-2
  expect 0 "found  $(dashed "${tags[1]}")"
  run trangbi stocktake surplus --name 'Máy phát điện' --note 'sau nhà xe'
  expect 0 S-1

  run trangbi stocktake recount
  expect 0 "5 differences"
  run trangbi stocktake scan - <<<"${tags[2]}"
  expect 1 "'tester' counted in the first round"
  run trangbi stocktake scan - --as second <<<"$other"
  expect 0 confirmed

  run trangbi stocktake close --sign 123-456 --sign 123-458
  expect 1 "'123-458' is not of the board"
  run trangbi stocktake close --sign 123-456 --sign 123-457
  expect 0 closed
  run trangbi stocktake scan "$id" - <<<"${tags[2]}"
  expect 1 "was closed on"

  run trangbi stocktake status "$id" --json
  expect 0
  [ "$(json '.outcomes | map("\(.outcome) \(.lines)") | sort | join(",")')" = \
    "broken 1,found 1,misplaced 1,missing 1,surplus 1,unknown 1" ]
  [ "$(json .proposals)" -eq 4 ]

  run trangbi stocktake accept "$id" "$other" sn-2
  expect 0 "$(dashed "$other")  Máy tính  -> take over from its unit"
  expect 0 "2 accepted, 2 left open"
  run trangbi stocktake accept "$id" --all
  expect 0 "1 accepted, 1 left open"
  expect 0 "its kind is not known"
  run trangbi stocktake accept "$id" S-1 --kind MAY
  expect 0 "register it"
  run trangbi stocktake accept "$id" --all
  expect 1 "no proposal of stocktake '$id' is open"
  run trangbi asset show "$other" --json
  [ "$(json .asset.unit)" = 00004 ]
  run trangbi asset show sn-2 --json
  [ "$(json .asset.condition)" = broken ]
  run trangbi asset show sn-3 --json
  [ "$(json .asset.status)" = missing ]
  run trangbi asset history sn-2
  expect 0 asset.count
  trangbi ledger verify
}

@test "each line that a scanner types is answered and stored at once" {
  open_one
  mkfifo pipe
  trangbi stocktake scan - <pipe >said 2>&1 3>&- &
  exec 9>pipe
  echo "${tags[0]}" >&9
  for _ in $(seq 200); do
    [ -s said ] && break
    sleep 0.05
  done
  grep -q "found  $(dashed "${tags[0]}")" said
  run trangbi stocktake status --json # another process, while the first still waits
  [ "$(json .stocktake.counted)" -eq 1 ]
  exec 9>&-
  wait
}

@test "a line that is no text does not end the counting" {
  open_one
  printf '\0\1abc\n\xff(\nm\xe2\x80\xae\xc2\x85x\n\1\2\n%s\n' "${tags[0]}" >lines.txt
  run trangbi stocktake scan - <lines.txt
  expect 0 "found  $(dashed "${tags[0]}")"
  expect 0 "4 recorded, 1 passed over"
  trangbi ledger verify
}

@test "what was counted before something failed is told" {
  open_one
  run trangbi stocktake scan - nothing.png <<<"${tags[0]}"
  expect 5 "1 recorded, 0 passed over"
  expect 5 "cannot read 'nothing.png'"
  run quiet stocktake scan - nothing.png --json <<<"${tags[1]}"
  [ "$status" -eq 5 ]
  [ "$(jq -sr '"\(.[0].recorded) \(.[0].items[0].verdict) \(.[1].error.status)"' <<<"$output")" = "1 found system" ]
}

@test "nothing is counted whose answer nobody sees" {
  open_one
  status=0
  printf '%s\n' "${tags[@]}" | trangbi stocktake scan - >/dev/full 2>err || status=$?
  [ "$status" -eq 5 ]
  grep -q 'what was counted last is stored' err
  run trangbi stocktake status --json
  [ "$(json .stocktake.counted)" -eq 1 ]
}

@test "all labels in a picture are counted as one act" {
  open_one
  photograph "${tags[@]}"
  run trangbi stocktake scan page.png --json
  expect 0
  [ "$(json '.items | length')" -eq 3 ]
  [ "$(json '[.items[].verdict] | unique | join(",")')" = found ]
  [ "$(json .recorded)" -eq 3 ]
  [ "$(trangbi asset history sn-1 --json | jq -r '.events[-1] | "\(.kind) \(.channel) \(.payload.how) \(.batch != null)"')" = \
    "asset.count scan photo true" ]
  run trangbi stocktake scan page.png
  expect 0 "0 recorded, 3 passed over"
}

@test "a blind count says nothing of what is expected" {
  open_one --blind
  other=$(quiet asset add --kind MAY --unit 00008 --name 'Máy tính')
  run trangbi stocktake scan - <<<"${tags[0]}
$other"
  expect 0 "counted  $(dashed "${tags[0]}")"
  expect 0 "counted  $(dashed "$other")"
  [[ $output != *expected* && $output != *00008\ * ]]
  for what in status lines list; do
    for form in '' --json; do
      run trangbi stocktake $what $form
      expect 0
      [[ $output != *"Xe máy 2"* && $output != *missing* && $output != *'"expected":'[0-9]* && $output != *"not found"* ]]
    done
  done
  run trangbi stocktake report -o x.csv
  expect 1 "is blind"
  [ ! -e x.csv ]
}

@test "the record as PDF and CSV, before and after the end" {
  open_one --board 123-456 --board 123-457
  quiet stocktake scan - <<<"${tags[0]}" >/dev/null
  run trangbi stocktake report -o open.pdf -o open.csv
  expect 0 "written to 'open.csv'"
  grep -q 'chưa chốt; thiếu' open.csv
  pdftotext -layout open.pdf - | grep -q '00004-26-1 (CHƯA CHỐT)'
  close_it
  run trangbi stocktake report "$id" -o closed.pdf -o closed.csv
  expect 0
  ! grep -q 'chưa chốt' closed.csv
  [ "$(wc -l <closed.csv)" -eq 4 ]
  grep -q "^2,Xe máy 2,${tags[1]},Ba Đình,1,,,0,0,0,-1,,,\"thiếu, không tìm thấy\"" closed.csv
  pdftotext -layout closed.pdf closed.txt
  grep -q 'BIÊN BẢN KIỂM KÊ TÀI SẢN CỐ ĐỊNH' closed.txt
  grep -q 'Nguyễn Văn Đức .*Trưởng ban' closed.txt
  trangbi ledger verify --anchor "$(grep -o 'TB1:[0-9A-F:]*' closed.txt | head -n 1)"
  run trangbi stocktake report "$id" -o x.odt
  expect 2 "neither in .pdf nor in .csv"
  run trangbi stocktake report "$id"
  expect 2 --output
}

@test "counts are taken back, by any name" {
  open_one
  quiet stocktake scan - <<<"${tags[0]}
LẠ" >/dev/null
  quiet stocktake surplus --name Máy >/dev/null
  for code in SN-1 LẠ S-1; do
    run trangbi stocktake uncount "$id" "$code"
    expect 0 "the count of '$code' is taken back"
  done
  run trangbi stocktake uncount SN-1
  expect 3 "was not counted"
  run trangbi stocktake status --json
  [ "$(json .stocktake.counted)" -eq 0 ]
}

@test "what is missing or makes no sense is said" {
  run trangbi stocktake open
  expect 2 --unit
  run trangbi stocktake scan - <<<x
  expect 1 "no stocktake is open"
  run trangbi stocktake status 00004-26-7
  expect 3 "there is no stocktake '00004-26-7'"
  open_one
  run trangbi stocktake open --unit 00004
  expect 1 "is open at unit '00004'"
  run trangbi stocktake scan "$id"
  expect 2 "something is missing"
  run trangbi stocktake scan - </dev/null
  expect 3 "nothing was typed"
  run trangbi stocktake scan nowhere.jpg
  expect 5 nowhere.jpg
  run trangbi stocktake close "$id" --sign 123-456 --sign 123-457
  expect 1 "nothing was counted"
  run trangbi stocktake lines --outcome gone
  expect 2 gone
  run trangbi stocktake accept "$id" --all
  expect 1 "is still open"
  run trangbi stocktake list --unit 01
  expect 0 "$id"
  run trangbi stocktake list --unit 00008 --json
  [ "$(json '.stocktakes | length')" -eq 0 ]
}

# count_all NAME TAG...: each tag by a process of its own; what was answered goes to NAME.
count_all() {
  local name=$1 tag

  shift
  for tag; do
    trangbi stocktake scan - --as "$name" <<<"$tag" >>"$name" 2>/dev/null || return 1
  done
}

@test "two processes count the same session" {
  add_assets 12 # and the three of before, whose serials are the same
  open_one
  reversed=()
  for tag in "${tags[@]}"; do
    reversed=("$tag" "${reversed[@]}")
  done
  count_all one "${tags[@]}" 3>&- &
  count_all two "${reversed[@]}" 3>&- || false
  wait $!
  [ "$(cat one two | grep -c '^found ')" -eq 12 ]
  [ "$(cat one two | grep -c '^counted already ')" -eq 12 ]
  run trangbi stocktake status --json
  [ "$(json .stocktake.counted)" -eq 12 ]
  [ "$(json '[.counters[].lines] | add')" -eq 12 ]
  trangbi ledger verify
}

@test "kill -9 loses nothing that was answered" {
  add_assets 12
  open_one
  for n in $(seq 6); do
    while printf '%s\n' "${tags[@]}"; do :; done 2>/dev/null | "$TRANGBI" stocktake scan - --as "killed$n" >said 2>/dev/null 3>&- &
    for _ in $(seq 400); do
      [ "$(grep -c . said)" -ge $((2 * n)) ] && break
      sleep 0.005
    done
    kill -KILL $!
    status=0
    wait $! || status=$?
    [ "$status" -eq 137 ]
    grep '^found ' said >>answered || true
    trangbi ledger verify
  done
  run trangbi stocktake lines --json
  while read -r _ tag _; do
    jq -e --arg tag "${tag//-/}" '.lines[] | select(.code == $tag and .counted_at)' <<<"$output" >/dev/null
  done <answered
  [ -s answered ]
}
