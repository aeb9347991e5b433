#!/usr/bin/env bats
# kill.bats - what was acknowledged survives kill -9, and nothing is half done. KILLS and SEED as in kill.sh.

load bad

@test "kill -9 during imports and loops of check-outs loses nothing and leaves no half" {
  TRANGBI=$bin "$BATS_TEST_DIRNAME/kill.sh"
}

# Check assets out and in, at most 500 times. The program itself writes what it did to `acks`.
lend() {
  local i tag

  for i in $(seq 500); do
    tag=${tags[i % ${#tags[@]}]}
    "$bin" --json checkout --to 123-456 "$tag" >>acks 2>/dev/null || "$bin" --json checkin "$tag" >>acks 2>/dev/null
  done
}

# kill_in_time MS COMMAND...: run the command in a group of its own, and kill the group at a random moment before that.
kill_in_time() {
  local ms=$1 us pid

  shift
  setsid "$@" 3>&- &
  pid=$!
  us=$(((RANDOM * 32768 + RANDOM) % (ms * 1000)))
  sleep "$(printf '%d.%06d' $((us / 1000000)) $((us % 1000000)))"
  kill -KILL -- "-$pid" 2>/dev/null || kill -KILL "$pid"
  { wait "$pid"; } 2>/dev/null || true
}

check_register() {
  "$bin" ledger verify
  [ -z "$(ls -A register | grep -v -x -e db -e db-wal -e db-shm)" ]
  jq -r 'select(.done) | "\(.seq) \(.done[0].tag)"' acks | sort >said
  sqlite3 -separator ' ' "$TRANGBI_DB" \
    "SELECT seq, subject FROM event WHERE kind IN ('asset.checkout', 'asset.checkin')" | sort >stored
  [ -z "$(comm -23 said stored)" ]
  [ -z "$(uniq -d said)" ]
}

@test "check-outs and check-ins in one database, killed again and again" {
  cd "$BATS_TEST_TMPDIR"
  RANDOM=${SEED:-1}
  mkdir register
  export bin TRANGBI_DB=register/db
  make_register "$TRANGBI_DB"
  {
    echo "tags=($("$bin" asset list --json | jq -r '.assets[].tag' | tr '\n' ' '))"
    declare -f lend
    echo lend
  } >lend.sh
  : >acks
  for n in $(seq $((${KILLS:-100} / 4))); do
    echo "kill $n"
    kill_in_time 500 bash lend.sh
    check_register
  done

  # The work can be taken up again.
  tag=$("$bin" asset list --json | jq -r '.assets[0].tag')
  "$bin" checkin "$tag" || "$bin" checkout --to 123-456 "$tag"
}

@test "an init that is killed leaves a whole database or none" {
  cd "$BATS_TEST_TMPDIR"
  RANDOM=${SEED:-1}
  export TRANGBI_DB=db
  for n in $(seq $((${KILLS:-100} / 2))); do
    rm -f db*
    "$bin" init >said 2>&1 3>&- &
    pid=$!
    sleep "0.00$((RANDOM % 10))"
    kill -KILL $pid || true
    { wait $pid; } 2>/dev/null || true
    if [ -e db ]; then
      [ "$("$bin" ledger head | cut -d ' ' -f 2)" = 1 ]
    else
      [ ! -s said ]
      "$bin" init
    fi
  done
}
