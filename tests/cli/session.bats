#!/usr/bin/env bats
# session.bats - sessions with a scanner that types: piped, and on a terminal that tmux is.

load helper

setup() {
  make_register
  add_assets 12
  trangbi person edit 123-456 --rank 'Thượng úy' 2>/dev/null
  unset NO_COLOR
}

teardown() {
  for socket in "$BATS_TEST_TMPDIR"/tmux-*; do
    tmux -S "$socket" kill-server 2>/dev/null || true
  done
}

# ---- piped -----------------------------------------------------------------------------------------------------------

@test "each line is answered by a line, and the exit status tells of red ones" {
  printf '%s\n' +P123-456 SN-1 '' SN-1 +CHECKIN "${tags[0]}" +BROKEN >typed
  run trangbi session <typed
  expect 0 'READY  Nguyễn Văn Đức: scan what'
  expect 0 'DONE  00004-XEM-26-00001-B  Xe máy 1: lent to Nguyễn Văn Đức (123-456) until'
  expect 0 'LOOK  00004-XEM-26-00001-B  Xe máy 1: Nguyễn Văn Đức (123-456) has it already'
  expect 0 'Xe máy 1: [broken] its condition is noted'
  expect 0 '1 checked out, 1 checked in, 0 issued, 0 counted'
  run trangbi session checkin <<<NONE
  expect 1 "STOP  NONE: no asset"
  expect 1 '1 lines were answered with STOP'
  run trangbi session --holder 123-456 </dev/null
  expect 0
  run trangbi ledger verify
  expect 0
}

@test "an answer is there before the next line comes" {
  mkfifo in
  "$TRANGBI" session --holder 123-456 <in >out 2>/dev/null 3>&- &
  pid=$!
  exec 4>in
  for i in 1 2 3; do
    echo "SN-$i" >&4
    for try in $(seq 100); do
      [ "$(grep -c DONE out)" = "$i" ] && break
      sleep 0.05
    done
    [ "$(grep -c DONE out)" = "$i" ]
    [ "$(trangbi asset show "SN-$i" --json | jq -r .asset.custodian)" = 123-456 ]
  done
  exec 4>&-
  wait $pid
}

@test "--json gives a line for each answer, and escapes what codes hold" {
  printf '%s\n' +P123-456 SN-1 SN-1 $'bad\e[31m\xff' >typed
  run quiet session --json <typed
  [ "$status" -eq 1 ]
  jq -e . <<<"$output" >/dev/null
  jq -se '.[0] | .trangbi == 1 and .level == "green" and .mode == "checkout" and (has("seq") | not)' <<<"$output"
  jq -se '.[1] | .tag == "'"${tags[0]}"'" and .name == "Xe máy 1" and .condition == "ok" and .seq > 0 and .done.checkout == 1' <<<"$output"
  jq -se '.[2] | .level == "amber" and .status == "refused"' <<<"$output"
  jq -se '.[3] | .level == "red" and .status == "not_found" and .text == "bad\u001b[31m?"' <<<"$output"
  jq -se '.[4] | .error.status == "refused"' <<<"$output"
}

@test "a stocktake is counted, with the condition of each thing" {
  quiet stocktake open --unit 00004
  printf '%s\n' SN-1 +BROKEN SN-1 SN-2 +UNDO label-of-old >typed
  run trangbi session stocktake <typed
  expect 1 'DONE  00004-XEM-26-00001-B  Xe máy 1: found'
  expect 1 'Xe máy 1: [broken] its condition is noted'
  expect 1 'LOOK  00004-XEM-26-00001-B  Xe máy 1: [broken] counted already, by tester'
  expect 1 'Xe máy 2: the count is undone'
  expect 1 'STOP  label-of-old'
  expect 1 '2 counted'
  run trangbi ledger verify
  expect 0
}

@test "what a code holds is not obeyed by the terminal" {
  run trangbi session <<<$'\e[2J\a+x'
  [[ $output == *'?[2J?+x'* && $output != *$'\e'* ]]
}

@test "a line without an end is cut" {
  head -c 50000000 /dev/zero | tr '\0' x | quiet session >out || [ $? -eq 1 ]
  [ "$(cat out)" = 'STOP  the line is longer than 1000 bytes; scan again' ]
}

@test "what is wrong with the request is said before anything is scanned" {
  run trangbi session frobnicate
  expect 2 "'frobnicate' is no kind of session"
  run trangbi session --holder 999
  expect 3 "'999'"
  run trangbi session --days -2
  expect 2 "'-2'"
  run trangbi session --at 2099-01-01 --holder 123-456 <<<SN-1
  expect 1 'future'
}

@test "another program that writes is waited for" {
  mkfifo pipe
  sqlite3 "$TRANGBI_DB" <pipe >held 3>&- &
  exec 4>pipe
  printf '%s\n' 'BEGIN IMMEDIATE;' 'SELECT 1;' >&4
  until [ -s held ]; do sleep 0.05; done
  { sleep 0.5; echo 'COMMIT;'; } >&4 3>&- &
  exec 4>&-
  run trangbi session --holder 123-456 <<<SN-1
  expect 0 'DONE  00004-XEM'
}

@test "a full disk is a red answer: nothing is done, and the next line is taken" {
  printf '%s\n' SN-1 SN-2 +UNDO >typed
  run bash -c "ulimit -f 33; exec '$TRANGBI' session --holder 123-456 <typed"
  expect 1 'STOP  00004-XEM-26-00001-B'
  expect 1 'STOP  00004-XEM-26-00002-9'
  expect 1 'nothing is left to undo'
  expect 1 '0 checked out'
  run trangbi ledger verify
  expect 0
  run trangbi session --holder 123-456 <typed
  expect 0 'DONE  00004-XEM-26-00001-B'
}

# ---- on a terminal ---------------------------------------------------------------------------------------------------

# Each screen has a server of its own: one that was told to end takes a while.
servers=0
tm() { tmux -S "$BATS_TEST_TMPDIR/tmux-$servers" -f /dev/null "$@" 3>&-; }

# start COLUMNS ROWS WORD...: a session on a terminal of that size.
start() {
  local columns=$1 rows=$2

  shift 2
  ((++servers))
  tm -u new-session -d -x "$columns" -y "$rows" \
    "env LANGUAGE=$LANGUAGE TRANGBI_DB=$TRANGBI_DB TRANGBI_AS=tester $VARS $TRANGBI session $*; echo status \$? >$BATS_TEST_TMPDIR/ended"
  tm set-option -g status off
  tm set-option -g remain-on-exit on
  sees '^ >'
}

screen() { tm capture-pane -p; }

# sees REGEX: within ten seconds the screen shows it.
sees() {
  for try in $(seq 200); do
    screen | grep -qE -- "$1" && return
    sleep 0.05
  done
  echo "no '$1' on:"
  screen
  return 1
}

type() {
  tm send-keys -l "$1"
  tm send-keys Enter
}

@test "on a screen of 80x24: form, answer, counts, the last ten" {
  start 80 24
  sees 'CHECK OUT.*recorded by tester'
  type +P123-456
  sees 'Who takes: Thượng úy Nguyễn Văn Đức \(123-456\)   For: 14 days'
  type 'purpose tuần tra đêm'
  sees 'Purpose: tuần tra đêm'
  for i in $(seq 12); do type "SN-$i"; done
  sees 'Check out: 12'
  sees '^ DONE  00004-XEM-26-00012-.  *Xe máy 12'
  [ "$(screen | grep -cE '^ [0-9]{2}:[0-9]{2} DONE')" = 10 ]
  type +UNDO
  sees 'Check out: 11'
  sees 'DONE .*\(undone\)'
  type nothing
  sees '^ STOP  nothing'
  type +CHECKIN
  sees '^ CHECK IN'
  type "${tags[2]}"
  sees 'taken back from Nguyễn Văn Đức'
  tm send-keys C-d
  for try in $(seq 100); do [ -e ended ] && break; sleep 0.05; done
  [ "$(cat ended)" = 'status 0' ]
  run trangbi ledger verify
  expect 0
}

@test "in Vietnamese no row of 80x24 overflows, whatever is scanned" {
  LANGUAGE=vi
  trangbi person add 200-001 --unit 00004 --rank 'Thượng tá' --name "$(printf 'Nguyễn Phước Thị Hoàng %.0s' 1 2 3 4)" 2>/dev/null
  trangbi asset add --kind XEM --unit 00004 --name "$(printf 'Xe mô tô phân khối lớn %.0s' 1 2 3 4 5 6)" --serial DÀI 2>/dev/null
  start 80 24
  for line in +P200-001 DÀI SN-1 +CONFIRM "$(printf 'ế%.0s' $(seq 200))" 'mục đích '"$(printf 'kiểm tra %.0s' $(seq 30))" \
    "$(printf '漢字%.0s' $(seq 60))" +P123-456 DÀI +STOCKTAKE +CHECKIN DÀI +ISSUE SN-2; do
    type "$line"
    tm send-keys -l 'xyz'
    sees '^ > xyz$'
    tm send-keys C-u
    sees '^ >$'
    screen >shot
    [ "$(wc -l <shot)" -le 24 ]
    sed -n 5p shot | grep -qE '^─{80}$'
    sed -n 10p shot | grep -qE '^── .* ─+$'
    sed -n 22p shot | grep -qE '^─{80}$'
    sed -n 23p shot | grep -qE '^ >$'
  done
  grep -q 'Nguyễn Phước Thị Hoàng' shot || sed -n 2,4p shot
}

@test "another size is taken up at once, and a small one does no harm" {
  start 80 24
  type +P123-456
  type SN-1
  sees '^ DONE'
  for size in '120 40' '60 14' '20 5' '1 1' '80 24'; do
    tm resize-window -x "${size% *}" -y "${size#* }"
    type SN-2
  done
  sees '^─{80}$'
  sees 'Check out: 2'
  tm resize-window -x 132 -y 30
  sees '^─{132}$'
}

@test "of a line longer than the screen the end is shown, however long it is" {
  start 80 24
  tm send-keys -l "$(printf '漢字%.0s' $(seq 60))x"
  sees '^ > .*漢字漢字x$'
  tm send-keys C-u
  for _ in 1 2 3 4; do tm send-keys -l "$(printf 'abcdefghi %.0s' $(seq 100))"; done
  type end
  sees 'longer than 1000 bytes'
}

@test "keys: backspace takes a letter, Ctrl-U and Esc the line, Tab ends it, others do nothing" {
  start 80 24
  tm send-keys -l 'SN-1ế'
  tm send-keys BSpace BSpace
  sees '^ > SN-$'
  tm send-keys Up Left F5 PageUp
  tm send-keys -l '2'
  sees '^ > SN-2$'
  tm send-keys C-u
  sees '^ >$'
  tm send-keys -l 'abc'
  tm send-keys Escape
  sees '^ >$'
  tm send-keys -l +P123-456
  tm send-keys Tab
  sees 'Who takes: Thượng úy'
  tm send-keys C-c
  for try in $(seq 100); do [ -e ended ] && break; sleep 0.05; done
  [ "$(cat ended)" = 'status 0' ]
}

@test "colours, unless NO_COLOR is set; sound, unless --quiet" {
  for vars in '' NO_COLOR=1; do
    VARS=$vars
    start 80 24
    type +P123-456
    type SN-1
    sees '^ (DONE|LOOK)'
    tm capture-pane -p -e >"shot-${vars:-colour}"
    tm kill-server
  done
  grep -q $'\e\\[[0-9;]*4[0-9]m' shot-colour
  ! grep -qE $'\e\\[([0-9]+;)*(3[0-7]|4[0-7])m' shot-NO_COLOR=1
  for words in '' --quiet; do
    VARS=
    start 80 24 $words
    tm pipe-pane -o "cat >$BATS_TEST_TMPDIR/bytes$words"
    type +P123-456
    sees 'Who takes: Thượng'
    type NONE
    sees '^ STOP'
    for try in $(seq 20); do
      [ "$(tr -cd '\a' <"bytes$words" | wc -c)" = 3 ] && break # the second sound comes a moment later
      sleep 0.05
    done
    tm kill-server
  done
  [ "$(tr -cd '\a' <bytes | wc -c)" = 3 ]
  [ "$(tr -cd '\a' <bytes--quiet | wc -c)" = 0 ]
}

@test "kill -9 at any moment: what was shown as done is in the ledger" {
  for n in 1 2 3 4 5 6; do
    start 80 24 --holder 123-456
    pid=$(pgrep -P "$(tm display-message -p '#{pane_pid}')")
    for i in $(seq $((2 * n))); do type "SN-$i"; done
    sees 'Check out: [1-9]'
    sleep "0.0$n"
    kill -KILL "$pid"
    for try in $(seq 100); do [ -s ended ] && break; sleep 0.05; done
    [ "$(cat ended)" = 'status 137' ]
    rm ended
    shown=$(screen | grep -oE 'Check out: [0-9]+' | grep -oE '[0-9]+')
    tm kill-server
    [ "$shown" -ge 1 ]
    lent=$(trangbi asset list --holder 123-456 --json | jq '.assets | length')
    [ "$lent" -ge "$shown" ]
    [ "$lent" -le $((2 * n)) ]
    run trangbi ledger verify
    expect 0
    trangbi asset list --holder 123-456 --json | jq -r '.assets[].tag' | xargs -r "$TRANGBI" checkin 2>/dev/null
  done
}

@test "where the terminal can do nothing, lines are answered by lines" {
  tm -u new-session -d -x 80 -y 24 "env TERM=dumb LANGUAGE=en TRANGBI_DB=$TRANGBI_DB TRANGBI_AS=tester $TRANGBI session"
  type +P123-456
  sees '^READY  Nguyễn'
  type SN-1
  sees '^DONE  00004-XEM'
}
