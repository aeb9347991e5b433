# bad.bash - a small register to be mistreated, and what must hold when a command fails: one message, the right exit
# status, and nothing changed.

bin=${TRANGBI:-$BATS_TEST_DIRNAME/../../build/trangbi}
export TRANGBI_DB=db TRANGBI_AS=tester
unset LANGUAGE LC_ALL LC_MESSAGES TRANGBI_LABELS
export XDG_CONFIG_HOME=/nonexistent # not the sheets and templates of whoever runs this
export LANG=C.UTF-8

tag=00004XEM2600001B    # in the register
lent=00004XEM26000029   # in the register, and on loan
wrong=00004XEM2600001C  # its check character does not fit
unknown=00004XEM26000045

# make_register FILE: two units, a person, a kind and three assets, one of them on loan.
make_register() {
  "$bin" --db "$1" init --site 'Kho A'
  "$bin" --db "$1" kind add XEM --name 'Xe máy' --group vehicle
  "$bin" --db "$1" unit add 00004 --name 'Ba Đình'
  "$bin" --db "$1" unit add 00008 --name 'Ngọc Hà'
  "$bin" --db "$1" person add 123-456 --name 'Nguyễn Văn Đức' --unit 00004
  for n in 1 2 3; do
    "$bin" --db "$1" asset add --kind XEM --unit 00004 --year-in-use 2026 --name "Xe $n"
  done
  "$bin" --db "$1" checkout --to 123-456 "$lent"
} >/dev/null 2>&1

# Commands that only look, and commands that change something, one a line.
readers() {
  cat <<END
unit list
unit show 00004
person list
kind list
asset list
asset list --unlabelled
label register --never
asset show $tag
asset find xe
asset history $tag
label preview $tag -o made.png
scan label.png
export assets
export events -o made.csv
ledger verify
ledger verify --chain-only
ledger head
ledger export made.jsonl
backup made.db
END
}

writers() {
  cat <<END
unit add 00016 --name x
unit edit 00004 --note x
person add 9 --name x --unit 00004
person edit 123-456 --note x
kind add TBI --name x --group tool
kind edit XEM --note x
asset add --kind XEM --unit 00004 --year-in-use 2026 --name x
asset edit $tag --note x
asset edit $tag --alias x-1
issue --to 00008 --doc 1 $tag
checkout --to 123-456 $tag
checkin $lent
label $lent -o made.png
label units 00004 -o made.pdf
label persons 123-456 -o made.zpl
import units good.csv
END
}

# Everything that a failed command could have changed: the newest event, and which files there are.
state() {
  if [ -n "$broken" ]; then
    sha256sum "$TRANGBI_DB" 2>&1
  else
    "$bin" ledger head 2>&1
  fi
  find . ! -name out ! -name err ! -name '*-wal' ! -name '*-shm' | LC_ALL=C sort
}

complain() {
  echo "trangbi $*"
  echo "  status $status, expected $want; standard error:"
  sed 's/^/  | /' err
  failures=$((failures + 1))
}

# refuses STATUS WORDS ARG...: trangbi ARG... fails so, with one message that holds WORDS, and changes nothing.
refuses() {
  local want=$1 words=$2 before after status=0

  shift 2
  before=$(state)
  "$bin" "$@" >out 2>err </dev/null || status=$?
  after=$(state)
  if [ "$status" != "$want" ] || [ "$(grep -ac '^trangbi: ' err)" != 1 ] || ! grep -aqF -- "$words" err; then
    complain "$@"
  elif [ "$before" != "$after" ]; then
    complain "$@"
    diff <(echo "$before") <(echo "$after")
  fi
}

# Rows of "STATUS | WORDS | ARGUMENTS" on standard input; ARGUMENTS are read as the shell does.
table() {
  local want words args

  while IFS='|' read -r want words args; do
    [ -n "$want" ] || continue
    read -r want <<<"$want"
    read -r words <<<"$words"
    eval "refuses $want \"\$words\" $args"
  done
  passed
}

# each STATUS WORDS: every command of standard input is refused so.
each() {
  local line

  while read -r line; do
    # shellcheck disable=SC2086 # a line is words
    refuses "$1" "$2" $line
  done
  passed
}

passed() {
  [ "${failures:-0}" -eq 0 ]
}
