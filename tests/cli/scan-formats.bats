#!/usr/bin/env bats
# scan-formats.bats - the pages of a PDF, a camera, annotated pictures, colours and beeps.

load helper

setup() { make_register; }

# Labels of units 00004 (three) and 00008 (one) on a page, as l.pdf and l.png.
make_labels() {
  add_assets 3
  other=$(trangbi asset add --kind XEM --unit 00008 --name 'Xe khác' 2>/dev/null)
  trangbi label "${tags[@]}" "$other" --template standard -o l.pdf 2>/dev/null
  pdftoppm -r 100 -H 320 -gray -png -singlefile l.pdf l
}

# How many pixels of PICTURE have the colour R G B.
count_colour() {
  python3 - "$@" <<'E2'
import sys, zlib, struct
data, want = open(sys.argv[1], 'rb').read(), bytes(map(int, sys.argv[2:5]))
at, body = 8, b''
while at < len(data):
    n, kind = struct.unpack('>I4s', data[at:at + 8])
    chunk = data[at + 8:at + 8 + n]
    if kind == b'IHDR': w, h, depth, colour = struct.unpack('>IIBB', chunk[:10]); assert (depth, colour) == (8, 2)
    if kind == b'IDAT': body += chunk
    at += 12 + n
body, last, hits = zlib.decompress(body), bytearray(3 * w), 0
for y in range(h):
    kind, row = body[y * (3 * w + 1)], bytearray(body[y * (3 * w + 1) + 1:(y + 1) * (3 * w + 1)])
    for i in range(3 * w if kind else 0):
        a, b, c = (row[i - 3], last[i], last[i - 3]) if i > 2 else (0, last[i], 0)
        p = a + b - c
        near = min((abs(p - a), 0, a), (abs(p - b), 1, b), (abs(p - c), 2, c))[2]
        row[i] = (row[i] + (0, a, b, (a + b) // 2, near)[kind]) & 255
    hits += sum(row[i:i + 3] == want for i in range(0, 3 * w, 3))
    last = row
print(hits)
E2
}

green='13 140 51' amber='255 179 0' red='217 20 26'

@test "a PDF is read page by page" {
  add_assets 60
  trangbi label --all --template standard -o l.pdf 2>/dev/null
  run quiet scan --json l.pdf
  expect 0
  [ "$(json '[.codes[].page] | unique | join(" ")')" = '1 2 3' ]
  [ "$(json '[.codes[] | select(.symbology == "qrcode").asset.tag] | unique | length')" = 60 ]
  [ "$(json '.codes[0] | keys | join(" ")')" = 'asset file found page polygon symbology text' ]
  run trangbi scan l.pdf
  expect 0 'Xe máy 60  (page 3)'
  run trangbi scan --raw l.pdf
  [ "${lines[0]}" = "${tags[0]}" ]
  run trangbi checkout --to 123-456 @l.pdf
  expect 0 '60 done'
}

@test "a PDF without pdftoppm names the package" {
  printf '%%PDF-1.4\n' >x.pdf
  PATH=/nowhere run "$TRANGBI" scan --raw x.pdf
  expect 5 "install the package poppler-utils"
}

@test "a camera: pictures through a pipe are told once" {
  make_labels
  pdftoppm -r 100 -gray l.pdf p
  for i in 1 2 3 4 5; do cat p-1.pgm; done >frames
  run trangbi scan --camera - <frames
  expect 0 "${tags[2]}  Xe máy 3"
  [ "${#lines[@]}" -eq 4 ]
  run quiet scan --camera - --json <frames
  [ "$(json '[.codes[].found] | join(" ")')" = 'ok ok ok ok' ]
}

@test "a camera: Ctrl-C ends it, and what was found is told" {
  make_labels
  pdftoppm -r 100 -gray l.pdf p
  TRANGBI_DB=$PWD/other.db trangbi init --site x 2>/dev/null
  mkfifo frames
  { cat p-1.pgm; exec sleep 60; } >frames &
  writer=$!
  TRANGBI_DB=$PWD/other.db "$TRANGBI" scan --camera frames >out 2>err &
  watcher=$!
  for i in $(seq 300); do
    [ "$(wc -l <out)" -lt 4 ] || break
    sleep 0.1
  done
  [ ! -s err ]
  kill -INT $watcher
  wait $watcher
  kill $writer
  [ "$(wc -l <out)" -eq 4 ]
  [[ "$(cat err)" == *'4 of 4 codes are not registered'* ]]
}

@test "a camera that is none" {
  run trangbi scan --raw --camera /dev/video-of-nobody
  expect 3 "there is no camera '/dev/video-of-nobody'"
  run trangbi scan --raw --camera /dev/null
  expect 2 "is no camera that can be used"
  run trangbi scan --raw --camera helper
  expect 3
  run trangbi scan --raw
  expect 2 "give a picture"
  run trangbi scan --raw --camera /dev/null x.png
  expect 2 "give a picture"
}

@test "an annotated picture is green, amber and red" {
  make_labels
  run trangbi scan --annotate out.png l.png
  expect 0 "$other  Xe khác"
  [ "$(count_colour out.png $green)" -gt 500 ]
  [ "$(count_colour out.png $amber)" -eq 0 ]
  [ "$(count_colour out.png $red)" -eq 0 ]
  run trangbi scan --annotate out.png --unit 00004 l.png
  expect 0 'codes are misplaced'
  expect 0 "$other  Xe khác  (misplaced)"
  [[ "$output" != *"${tags[0]}  Xe máy 1  (misplaced)"* ]]
  [ "$(count_colour out.png $green)" -gt 400 ]
  [ "$(count_colour out.png $amber)" -gt 100 ]
  # All of it lies below 01, and a badge names a unit too.
  run trangbi scan --unit +U01 l.png
  [[ "$output" != *misplaced* ]]
  run quiet scan --unit 00008 --json l.png
  [ "$(json '[.codes[] | select(.symbology == "qrcode").misplaced] | join(" ")')" = 'true true true false' ]
  TRANGBI_DB=other.db trangbi init --site x 2>/dev/null
  TRANGBI_DB=other.db run trangbi scan --annotate out.png l.png
  expect 0 'are not registered'
  [ "$(count_colour out.png $red)" -gt 500 ]
  [ "$(count_colour out.png $green)" -eq 0 ]
}

@test "an annotated picture: nothing is written where something is wrong" {
  make_labels
  echo before >out.png
  head -c 2000 l.png >cut.png
  run trangbi scan --annotate out.png cut.png
  expect 2 'is damaged'
  run trangbi scan --annotate out.png --unit 99999 l.png
  expect 3
  run trangbi scan --annotate out.png l.png l.png
  expect 2 '--annotate needs one picture'
  run trangbi scan --annotate out.png -
  expect 2 '--annotate needs one picture'
  run trangbi scan --camera /dev/null --budget 1
  expect 2 'leave out --symbologies and --budget'
  run trangbi scan --annotate out.png l.pdf
  expect 2 'is a PDF'
  run trangbi scan --annotate out.jpg l.png
  expect 2 "must end in '.png'"
  run trangbi scan --unit 00004 --raw l.png
  expect 2 'give one'
  [ "$(cat out.png)" = before ]
  [ ! -e out.jpg ]
  cp l.png copy.png
  ln -s copy.png link.png
  run trangbi scan --annotate link.png copy.png
  expect 1 'is the photograph itself'
  cmp l.png copy.png
}

# on_terminal COMMAND...: its output where both streams are a terminal.
on_terminal() { script -qec "$*" /dev/null </dev/null | tr -d '\r'; }

@test "typed codes are answered in colours and with a beep, on a terminal only" {
  add_assets 1
  printf '%s\nnobody\n' "${tags[0]}" >typed
  esc=$'\e' bel=$'\a'
  run on_terminal "TERM=xterm $TRANGBI scan - <typed"
  [[ "$output" == *"${esc}[32m${tags[0]}  Xe máy 1${esc}[0m"* ]]
  [[ "$output" == *"${esc}[31mnobody  (unknown)${esc}[0m"* ]]
  [[ "$output" == *"$bel"*"$bel"* ]]
  run on_terminal "TERM=xterm $TRANGBI scan - --unit 00008 <typed"
  [[ "$output" == *"${esc}[33m${tags[0]}  Xe máy 1  (misplaced)${esc}[0m"* ]]
  for quiet in NO_COLOR=1 TERM=dumb; do
    run on_terminal "TERM=xterm; export TERM $quiet; $TRANGBI scan - <typed"
    [[ "$output" == *"${tags[0]}  Xe máy 1"* ]]
    [[ "$output" != *"$esc["* ]]
  done
  run trangbi scan - <typed
  [[ "$output" != *"$esc"* && "$output" != *"$bel"* ]]
}
