#!/bin/bash
# kill.sh - kill -9 in the middle of imports and of loops of check-outs, KILLS times altogether.
#
# After each: the ledger verifies, whatever was acknowledged (printed) is there, an import is there whole or not at all,
# a check-out likewise, and the work can be taken up again. The moments are random, but drawn from SEED; no check depends
# on where a kill happens to fall.

kills=${KILLS:-100}
seed=${SEED:-1}
rows=4000  # of an import
loans=500  # check-outs of a loop

export TRANGBI=${TRANGBI:-$(dirname "$0")/../../build/trangbi}
TRANGBI=$(realpath "$TRANGBI") || exit 1
export TRANGBI_DB=db TRANGBI_AS=tester LANGUAGE=en
RANDOM=$seed
# Each background job leads a process group of its own, so that a whole loop can be killed.
set -m

folder=$(mktemp -d) || exit 1
trap 'rm -rf "$folder"' EXIT
cd "$folder" || exit 1

trangbi() { "$TRANGBI" "$@"; }

die() {
  echo "seed $seed, kill $n of $kills: $*" >&2
  [ ! -s said ] || sed 's/^/  | /' said >&2
  exit 1
}

# below N: a random number of 0..N-1 in $random.
below() {
  random=$(((RANDOM * 32768 + RANDOM) % $1))
}

# nap MICROSECONDS
nap() {
  sleep "$(printf '%d.%06d' $(($1 / 1000000)) $(($1 % 1000000)))"
}

# The whole group of a job, and nothing of it is left when this returns.
murder() {
  kill -KILL -- "-$1" 2>/dev/null
  wait "$1" 2>/dev/null
}

start_again() {
  rm -f db db-* said ./*.rejects.csv
  cp "$1" db
}

events() {
  trangbi ledger head | cut -d' ' -f2
}

verify() {
  trangbi ledger verify >said 2>&1 || die "the ledger does not verify"
  [ -z "$(ls | grep '^db' | grep -v -x -e db -e db-wal -e db-shm)" ] || die "left behind: $(ls | grep '^db.' | tr '\n' ' ')"
}

# ---- imports ---------------------------------------------------------------------------------------------------------

prepare() {
  {
    trangbi init && trangbi unit add 00004 --name 'Ba Đình' && trangbi kind add XEM --name 'Xe máy' --group vehicle &&
      trangbi person add 123-456 --name 'Nguyễn Văn Đức' --unit 00004
  } >said 2>&1 || die 'no database to begin with'
  cp db empty.db
  empty=$(events)
  {
    echo name,kind,unit,serial,note
    for ((i = 1; i <= rows; i++)); do
      echo "Xe máy số $i,XEM,00004,SN-$i,một ghi chú khá dài để tệp có nhiều khối phải đọc và nhật ký có nhiều trang"
    done
  } >in.csv
  local start=${EPOCHREALTIME/./}
  trangbi import assets in.csv >said 2>&1 || die 'the import fails without a kill'
  import_time=$((${EPOCHREALTIME/./} - start))
  start_again empty.db
  head -n $((loans + 1)) in.csv | trangbi import assets - >said 2>&1 || die 'no assets to lend'
  cp db assets.db
  assets=$(events)
}

# Killed at some moment of the run, rather late than early, as that is where it commits.
kill_by_time() {
  "$TRANGBI" import assets in.csv >said 2>&1 &
  local pid=$!
  below $((import_time * 3 / 4))
  nap $((import_time / 2 + random))
  murder $pid
}

# Killed when so many rows of the file have come, so certainly before its end.
kill_by_row() {
  local pid
  rm -f pipe
  mkfifo pipe
  "$TRANGBI" import assets - <pipe >said 2>&1 &
  pid=$!
  exec 4>pipe
  below $rows
  head -n "$random" in.csv >&4
  murder $pid
  exec 4>&-
}

check_import() {
  local there

  verify
  there=$(($(events) - empty))
  case $there in
  0) ! grep -q "$rows new" said0 || die 'an import that was acknowledged is lost' ;;
  $((rows + 2))) ((whole++)) ;;
  *) die "$there events of an import are there, not none or $((rows + 2))" ;;
  esac
  [ "$(trangbi export assets 2>/dev/null | wc -l)" = $((1 + (there ? rows : 0))) ] || die 'half an import is there'
  trangbi import assets in.csv >said 2>&1 || die 'the import cannot be repeated'
  grep -q "$rows rows: $((there ? 0 : rows)) new" said || die 'the repeated import does something else'
  verify
}

kill_import() {
  start_again empty.db
  if ((n % 2)); then kill_by_time; else kill_by_row; fi
  mv said said0
  check_import
}

# ---- check-outs ------------------------------------------------------------------------------------------------------

lend_all() {
  for ((i = 1; i <= loans; i++)); do
    trangbi checkout --to 123-456 "SN-$i" 2>&3
  done
}

# Killed a moment after so many check-outs were acknowledged; leaves the acknowledged tags in `acknowledged`.
kill_loop() {
  local pid line count

  rm -f pipe
  mkfifo pipe
  lend_all >pipe 3>said &
  pid=$!
  exec 4<pipe
  below $loans
  count=$random
  while ((count-- > 0)) && read -r line; do
    echo "$line"
  done <&4 >said0
  below 8000
  nap "$random"
  murder $pid
  cat <&4 >>said0
  exec 4<&-
  sed 's/ .*//; s/-//g' said0 | sort >acknowledged
}

check_loop() {
  local lent

  verify
  trangbi export assets 2>said | awk -F, 'NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
    $at["custodian"] { print $at["tag"] }' | sort >lent
  lent=$(wc -l <lent)
  [ -z "$(comm -23 acknowledged lent)" ] || die "acknowledged, but lost: $(comm -23 acknowledged lent | tr '\n' ' ')"
  [ $((lent - $(wc -l <acknowledged))) -le 1 ] || die 'more than the one under way was lent unacknowledged'
  [ "$(events)" = $((assets + lent)) ] || die "$lent lent, but $(($(events) - assets)) events say so"
  ((loans_done += lent))
  tail -n +2 in.csv | head -n $loans | cut -d, -f4 | tail -n +$((lent + 1)) >rest
  if [ -s rest ]; then
    xargs "$TRANGBI" checkout --to 123-456 <rest >said 2>&1 || die 'the loop cannot be taken up again'
  fi
  [ "$(events)" = $((assets + loans)) ] || die 'the rest was not lent'
}

kill_checkouts() {
  start_again assets.db
  kill_loop
  check_loop
}

# ----------------------------------------------------------------------------------------------------------------------

n=0 whole=0 loans_done=0 imports=0 loops=0
prepare
for ((n = 1; n <= kills; n++)); do
  # Two imports by two ways, then two loops, and so on.
  if ((n % 4 < 2)); then
    kill_import
    ((imports++))
  else
    kill_checkouts
    ((loops++))
  fi
done
echo "seed $seed, $kills kills: $imports imports of $rows rows ($whole were there whole, the others not at all), \
$loops loops of $loans check-outs ($loans_done had been done)"
