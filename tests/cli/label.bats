#!/usr/bin/env bats
# label.bats - printing labels, as it is typed.

load helper

setup() {
  make_register
  export LC_ALL=C.UTF-8
}

prints() { sqlite3 -readonly "$TRANGBI_DB" 'SELECT count(*) FROM label'; }

# A folder of one's own with a template of that name, from its lines on standard input.
own_template() {
  mkdir -p own/templates own/sheets
  cat >"own/templates/$1.ini"
}

plain() {
  printf '%s\n' '[label]' 'title = of our own' 'width = 40' 'height = 30' '[qr]' 'x = 0' 'y = 0' 'width = 20' 'height = 20'
}

# refused STATUS WORDS ARG...: it fails so, writes nothing and records nothing.
refused() {
  local want=$1 words=$2 before

  shift 2
  before=$(prints; ls)
  run trangbi "$@"
  expect "$want" "$words" || { echo "$*"; return 1; }
  [ "$before" = "$(prints; ls)" ] || { echo "left something: $*"; return 1; }
}

# ---- what is printed -------------------------------------------------------------------------------------------------

@test "labels, badges and commands, in English" {
  add_assets 2
  run trangbi label "${tags[0]}" -o one.png
  [ "$status $output" = "0 1 label written to 'one.png'" ]
  run trangbi label --unlabelled --sheet L7160 -o rest.pdf
  [ "$status $output" = "0 1 label written to 'rest.pdf'" ]
  run trangbi label units --unit 01 -o units.pdf
  expect 0 "3 labels written to 'units.pdf'"
  run trangbi label persons 123-456 +P123-457 -o persons.pdf
  expect 0 "2 labels written to 'persons.pdf'"
  run trangbi label commands -o commands.pdf
  expect 0 "10 labels written to 'commands.pdf'"
  run trangbi label preview "${tags[0]}" -o specimen.png
  [ "$status $output" = "0 written to 'specimen.png'" ]
  run trangbi label --test-grid --sheet L7160 -o grid.pdf
  [ "$status $output" = "0 written to 'grid.pdf'" ]
  [ "$(prints)" = 7 ]
  run trangbi asset history "${tags[0]}"
  expect 0 asset.label
  run trangbi ledger verify
  expect 0
}

@test "the same in Vietnamese" {
  add_assets 2
  export LANGUAGE=vi
  run trangbi label "${tags[0]}" -o một.png
  [ "$status $output" = "0 đã ghi 1 tem vào 'một.png'" ]
  refused 1 'đã có tem' label "${tags[0]}" -o hai.png
  refused 1 '1 trên 2' label "${tags[@]}" -o hai.png
  run trangbi label "${tags[0]}" -o hai.png --reason hỏng
  expect 0
  [ "$(sqlite3 -readonly "$TRANGBI_DB" 'SELECT reason FROM label ORDER BY id DESC LIMIT 1')" = damaged ]
  refused 2 'vì' label "${tags[0]}" -o ba.png --reason vì
  refused 2 '.pdf' label "${tags[1]}" -o ba.gif
  run trangbi label commands -o lenh.pdf
  expect 0 'tem vào'
  run pdftotext lenh.pdf -
  expect 0 'Cho mượn'
  run trangbi label sheets
  expect 0 'avery-l7160'
  run trangbi label templates
  expect 0 'vehicle'
}

@test "each command's JSON" {
  add_assets 2
  run quiet label "${tags[@]}" -o a.pdf --json
  [ "$(json '[.trangbi, .labels, .file] | join(" ")')" = '1 2 a.pdf' ]
  [ "$(json .seq)" = "$(trangbi ledger head --json | jq .ledger.seq)" ]
  run quiet label units 01 -o a.pdf --json
  [ "$(json '[.labels, .file, .seq > 0] | join(" ")')" = '1 a.pdf true' ]
  run quiet label commands -o a.pdf --json
  [ "$(json '[.labels, .file, has("seq")] | join(" ")')" = '10 a.pdf false' ]
  run quiet label preview -o a.png --json
  [ "$(json 'keys | join(" ")')" = 'file trangbi' ]
  run quiet label --test-grid -o a.pdf --sheet L7160 --json
  [ "$(json .file)" = a.pdf ]
  run quiet label sheets --json
  [ "$(json '.sheets | map(select(.name == "avery-l7160"))[0] | [.label, .per_page, .roll] | join(" ")')" = '63.5 x 38.1 21 false' ]
  run quiet label templates --json
  [ "$(json '.templates | map(.name) | join(" ")')" = 'command compact mini person post small standard tool vehicle' ]
  [ "$(json '.templates | map(.of) | unique | join(" ")')" = 'asset command person unit' ]
  run quiet label "${tags[@]}" NONE -o b.pdf --json
  [ "$status" -eq 3 ]
  [ "$(json '[.error.status, .problems[0].subject] | join(" ")')" = 'not_found NONE' ]
  run quiet label "${tags[@]}" -o b.pdf --json
  [ "$(json '[.error.status, (.problems | length)] | join(" ")')" = 'refused 2' ]
}

@test "products, in any case, with and without their maker, are one sheet in the register" {
  add_assets 5
  i=0
  for sheet in L7160 j8160 'Avery L7160' avery-l7160 4677; do
    quiet label "${tags[i++]}" --sheet "$sheet" -o a.pdf
  done
  [ "$(sqlite3 -readonly "$TRANGBI_DB" 'SELECT DISTINCT sheet, template FROM label')" = 'avery-l7160|compact' ]
  for sheet in '' ' ' . ../sheets/a4-60x40 160 60 avery; do
    refused 3 "there is no sheet '$sheet'" label "${tags[0]}" --reason lost --sheet "$sheet" -o b.pdf
  done
}

# ---- what is refused -------------------------------------------------------------------------------------------------

@test "options with values that are none" {
  add_assets 1
  ok=(label "${tags[0]}" -o a.pdf)
  refused 2 "'0' copies is out of range" "${ok[@]}" --copies 0
  refused 2 "'-1' copies is out of range" "${ok[@]}" --copies=-1
  refused 2 "'1001' copies is out of range" "${ok[@]}" --copies 1001
  refused 2 'no whole number' "${ok[@]}" --copies two
  refused 2 "'-1' places" "${ok[@]}" --skip=-1
  refused 2 '21 places cannot be skipped: a page has 21' "${ok[@]}" --skip 21
  refused 2 '0 dpi' "${ok[@]}" --dpi 0
  refused 2 '299 dpi' "${ok[@]}" --dpi 299
  refused 2 "'65' threads" "${ok[@]}" -j 65
  refused 2 "'-1' threads" "${ok[@]}" --jobs=-1
  refused 3 "no sheet 'none'" "${ok[@]}" --sheet none
  refused 3 "no template 'none'" "${ok[@]}" --template none
  refused 2 "for labels of 'unit'" "${ok[@]}" --template post
  refused 2 "'size' is no order" "${ok[@]}" --sort size
  refused 2 "'because'" "${ok[@]}" --reason because
  refused 3 "'NONE'" "${ok[@]}" --from NONE
  refused 2 'unknown option --colour' "${ok[@]}" --colour
  refused 2 'no limit' label --unlabelled --limit=-1 -o a.pdf
  refused 2 "'x' is no import" label --batch x -o a.pdf
  refused 3 'no assets were imported yet' label --batch last -o a.pdf
  refused 3 "no unit '77'" label --unit 77 -o a.pdf
  refused 3 "no kind 'QQQ'" label --kind QQQ -o a.pdf
  refused 2 'burnt' label --status burnt -o a.pdf
  refused 2 'nothing that was asked for needs a label' label --unit 00008 -o a.pdf
  refused 2 'say what to label' label -o a.pdf
  refused 2 'say what to label' label units -o a.pdf
  refused 2 'unknown option --batch' label units --batch last -o a.pdf
  refused 2 'unknown option --reason' label commands --reason lost -o a.pdf
  refused 2 'too much' label commands x -o a.pdf
  refused 2 'too much' label sheets x
  run trangbi "${ok[@]}" --copies 1000 --skip 20 --jobs 64 --dpi 600 --no-verify
  expect 0
}

@test "one target, no more" {
  add_assets 1
  refused 2 'say where the labels go' label "${tags[0]}"
  refused 2 'one of them' label "${tags[0]}" -o a.pdf --printer q
  refused 2 'one of them' label "${tags[0]}" -o a.pdf --to tcp://127.0.0.1:1
  refused 2 'one of them' label "${tags[0]}" --printer q --to tcp://127.0.0.1:1
  refused 2 "'epl'" label "${tags[0]}" --to tcp://127.0.0.1:1 --language epl
  refused 5 '127.0.0.1:1' label "${tags[0]}" --to tcp://127.0.0.1:1
  refused 2 '' label "${tags[0]}" --to "$TRANGBI_DB"
  refused 2 'no address of a printer' label "${tags[0]}" --to none
  refused 5 '/dev/none' label "${tags[0]}" --to /dev/none
  refused 2 'no name of a printer' label "${tags[0]}" --printer ''
  refused 2 'must end in' label "${tags[0]}" -o ''
  refused 2 'must end in' label "${tags[0]}" -o .pdf
  refused 2 'must end in' label "${tags[0]}" -o -
  refused 2 'with -o' label preview "${tags[0]}"
  refused 2 'with -o' label --test-grid --sheet L7160
}

@test "an import of something else is no batch of assets" {
  printf 'code,name\n77,x\n' >units.csv
  batch=$(quiet import units units.csv --json | jq .import.batch)
  refused 1 'was not one of assets' label --batch "$batch" -o a.pdf
  printf 'name,kind,unit\na,XEM,77\nb,XEM,77\n' >assets.csv
  quiet import assets assets.csv
  run trangbi label --batch last -o a.pdf
  expect 0 '2 labels written'
  batch=$(sqlite3 -readonly "$TRANGBI_DB" "SELECT max(batch) FROM event WHERE kind = 'asset.label'")
  refused 3 "no import '$batch'" label --batch "$batch" -o b.pdf
}

# ---- one's own templates ---------------------------------------------------------------------------------------------

@test "a broken file of one's own is named, and the rest listed" {
  plain | own_template mine
  own_template broken <<<'[label'
  printf '[sheet]\ntitle = x\n' >own/sheets/broken.ini
  export TRANGBI_LABELS=own
  run trangbi label templates
  expect 0 'broken.ini'
  [[ "$output" == *vehicle* && "$output" == *mine*'of our own'* ]]
  run trangbi label sheets
  expect 0 'broken.ini'
  [[ "$output" == *avery-l7160* ]]
  run quiet label templates --json
  [ "$(json '.templates | map(select(.name == "mine"))[0].title')" = 'of our own' ]
  add_assets 1
  refused 2 'broken.ini' label "${tags[0]}" --template broken -o a.png
  refused 2 'broken.ini' label "${tags[0]}" --sheet broken -o a.pdf
}

@test "one's own template comes first, by each way to name the folder" {
  add_assets 4
  plain | own_template standard
  symbols() { trangbi scan --raw "$1" | wc -l; }
  quiet label "${tags[0]}" -o usual.png
  [ "$(symbols usual.png)" = 2 ]
  quiet label "${tags[1]}" -o a.png --labels own
  [ "$(symbols a.png)" = 1 ]
  TRANGBI_LABELS=own quiet label "${tags[2]}" -o b.png
  [ "$(symbols b.png)" = 1 ]
  mkdir -p "$XDG_CONFIG_HOME/trangbi"
  cp -r own "$XDG_CONFIG_HOME/trangbi/labels"
  quiet label "${tags[3]}" -o c.png
  [ "$(symbols c.png)" = 1 ]
}

@test "what does not read back is left out, told, and printed only on demand" {
  add_assets 2
  { plain; printf '%s\n' '[frame bar]' 'x = 7' 'y = 2' 'width = 6' 'height = 24' 'line = 2.5'; } | own_template crossed
  export TRANGBI_LABELS=own
  refused 1 'none of the 2 labels reads back' label "${tags[@]}" --template crossed -o a.pdf
  [[ "$output" == *"${tags[1]}: its QR code does not read back"* ]]
  run trangbi label "${tags[@]}" --template crossed -o a.pdf --no-verify
  expect 0 '2 labels written'
}

# ---- progress --------------------------------------------------------------------------------------------------------

@test "progress is shown on a terminal only, and leaves a clean line" {
  add_assets 3
  run trangbi label "${tags[@]}" --sheet roll-60x40 -o a.zpl
  [ "$output" = "3 labels written to 'a.zpl'" ]
  script -qec "'$TRANGBI' label --all --reason lost --sheet roll-60x40 -o b.zpl" /dev/null >seen
  grep -q $'\r\\[#*\\.*\\] 1/3' seen
  grep -q $'\r\e\\[K3 labels written' seen
}

# ---- two at once, and death ------------------------------------------------------------------------------------------

@test "of two processes that print the same at once, one is refused" {
  local one=0 two=0

  add_assets 20
  trangbi label "${tags[@]}" -o one.pdf 2>one & pid=$!
  trangbi label "${tags[@]}" -o two.pdf 2>two || two=$?
  wait "$pid" || one=$?
  cat one two
  [ "$((one + two))" -eq 1 ]
  [ "$(ls ./*.pdf | wc -l)" -eq 1 ]
  [ "$(prints)" = 20 ]
  trangbi ledger verify
}

# A file that has its name is whole, and what is recorded lies in it. Between its name and the end of the transaction lies a
# moment in which a whole file can be left without events: then it is printed again, and nobody is told a lie.
@test "killed while it prints 300 labels: no file, or a whole one, and no event without it" {
  { echo 'name,kind,unit'; for i in $(seq 300); do echo "Xe $i,XEM,00004"; done; } >in.csv
  quiet import assets in.csv
  for delay in 0 0.05 0.1 0.2 0.3 0.4 0.5 0.6 0.8 1 1.2; do
    rm -f tem.*
    before=$(prints)
    # Itself, not a shell around it, so that the kill hits.
    "$TRANGBI" label --batch last --reason lost --no-verify -o tem.pdf 2>/dev/null & pid=$!
    sleep "$delay"
    kill -9 "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    new=$(($(prints) - before))
    [ "$new" = 0 ] || [ "$new" = 300 ]
    [ "$new" = 0 ] || [ -e tem.pdf ]
    [ ! -e tem.pdf ] || [ "$(pdfinfo tem.pdf | awk '/^Pages/ { print $2 }')" = 15 ]
  done
  trangbi ledger verify
  rm -f tem.*
  run trangbi label --batch last --reason lost --no-verify -o tem.pdf
  expect 0 '300 labels written'
}
