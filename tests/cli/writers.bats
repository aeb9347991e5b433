# Several processes write at once: nothing is lost, no tag is given twice, and whoever must wait, waits.

load bad

setup() {
  cd "$BATS_TEST_TMPDIR"
  mkdir register
  export TRANGBI_DB=register/db
  make_register "$TRANGBI_DB"
}

# add_and_lend NAME N: register N assets and check each out and in; what the program said goes to NAME.*.
add_and_lend() {
  local i tag

  for i in $(seq "$2"); do
    tag=$("$bin" asset add --kind XEM --unit 00004 --year-in-use 2026 --name "$1 $i") || return 1
    echo "$tag" >>"$1.tags"
    "$bin" --json checkout --to 123-456 "$tag" >>"$1.acts" || return 1
    "$bin" --json checkin "$tag" >>"$1.acts" || return 1
  done 2>>"$1.err"
}

# together N COMMAND...: the command N times at once, with the name of each as its first argument. Fails if one of them does.
together() {
  local n=$1 i pids=() pid bad=0

  shift
  for i in $(seq "$n"); do
    "$1" "writer$i" "${@:2}" 3>&- &
    pids+=($!)
  done
  for pid in "${pids[@]}"; do
    wait "$pid" || bad=1
  done
  return $bad
}

check_writers() {
  local writers=$1 each=$2 total=$(($1 * $2))

  [ "$(cat writer*.tags | wc -l)" -eq "$total" ]
  [ -z "$(cat writer*.tags | sort | uniq -d)" ]
  [ "$("$bin" asset list --limit 0 --json | jq '.assets | length')" -eq $((total + 3)) ]
  "$bin" asset list --limit 0 --json | jq -r '.assets[].tag' | sort >stored
  [ -z "$(comm -23 <(cat writer*.tags | sort) stored)" ]
  for i in $(seq "$writers"); do
    [ "$("$bin" asset list --limit 0 --json | jq "[.assets[] | select(.name | startswith(\"writer$i \"))] | length")" \
      -eq "$each" ]
  done

  # Each act is the event that it said it was, and there is no other.
  jq -r '"\(.seq) \(.done[0].tag)"' writer*.acts | sort >said
  sqlite3 -separator ' ' "$TRANGBI_DB" "SELECT seq, subject FROM event
    WHERE kind IN ('asset.checkout', 'asset.checkin') AND seq > $before" | sort >stored
  [ "$(wc -l <said)" -eq $((total * 2)) ]
  diff said stored
  "$bin" ledger verify
  [ "$(ls register | grep -v -x -e db -e db-wal -e db-shm | wc -l)" -eq 0 ]
}

head_seq() {
  "$bin" ledger head | cut -d ' ' -f 2
}

@test "two processes add and lend at once" {
  before=$(head_seq)
  together 2 add_and_lend 40
  check_writers 2 40
}

@test "four processes add and lend at once" {
  before=$(head_seq)
  together 4 add_and_lend 25
  check_writers 4 25
}

# Try to lend the same asset; succeed if this one got it.
grab() {
  local status=0

  "$bin" checkout --to 123-456 "$tag" >"$1.out" 2>"$1.err" || status=$?
  echo $status >"$1.status"
}

@test "an asset that four want at once goes to one of them" {
  for _ in $(seq 10); do
    together 4 grab
    [ "$(cat writer*.status | sort | tr -d '\n')" = 0111 ]
    [ "$(grep -l 'it is lent to' writer*.err | wc -l)" -eq 3 ]
    "$bin" checkin "$tag"
  done
  "$bin" ledger verify
}

import_same() {
  "$bin" --json import units units.csv >"$1.out" 2>"$1.err"
}

@test "the same file imported by two at once comes in once" {
  {
    echo code,name
    seq -f '%05g,Một đơn vị' 20001 22000
  } >units.csv
  together 2 import_same
  [ "$(jq -s 'map(.import.added) | add' writer*.out)" -eq 2000 ]
  [ "$(jq -s 'map(.import.same) | add' writer*.out)" -eq 2000 ]
  [ "$("$bin" unit list --limit 0 --json | jq '.units | length')" -eq 2002 ]
  "$bin" ledger verify
}

is_locked() {
  ! sqlite3 "$TRANGBI_DB" '.timeout 0' 'BEGIN IMMEDIATE; ROLLBACK' 2>/dev/null
}

@test "while a long import runs, readers read, and a checkout waits and succeeds" {
  local import lend rest

  mkfifo pipe
  "$bin" import units - <pipe >import.out 2>import.err 3>&- &
  import=$!
  exec {rest}>pipe
  { echo code,name; seq -f '%05g,Một đơn vị' 20001 21000; } >&$rest
  for _ in $(seq 200); do
    is_locked && break
    sleep 0.05
  done
  is_locked

  "$bin" checkout --to 123-456 "$tag" >lend.out 2>lend.err 3>&- {rest}>&- &
  lend=$!
  [ "$("$bin" unit list --limit 0 --json | jq '.units | length')" -eq 2 ] # as before the import
  [[ "$("$bin" asset show "$tag" --json | jq -r .asset.status)" = in_stock ]]
  sleep 1
  kill -0 $lend # it waits
  seq -f '%05g,Một đơn vị' 21001 22000 >&$rest
  exec {rest}>&-
  wait $import
  wait $lend

  grep -q '^2000 rows: 2000 new' import.out
  grep -q "Xe 1" lend.out
  [ "$("$bin" asset show "$tag" --json | jq -r .asset.custodian)" = 123-456 ]
  [ "$("$bin" unit list --limit 0 --json | jq '.units | length')" -eq 2002 ]
  "$bin" ledger verify
}

init_here() {
  local status=0

  "$bin" --db fresh/db init --site "$1" >"$1.out" 2>"$1.err" || status=$?
  echo $status >"$1.status"
}

@test "of several inits at once one makes the database" {
  local n

  for n in 2 2 2 2 2 2 2 2 2 2 4 4 4 4 4 4 4 4 4 4; do
    rm -rf fresh writer*
    mkdir fresh
    together $n init_here
    [ "$(cat writer*.status | sort | tr -d '\n')" = "$(printf 0; printf '1%.0s' $(seq 2 $n))" ]
    [ "$(grep -l 'exists already' writer*.err | wc -l)" -eq $((n - 1)) ]
    "$bin" --db fresh/db ledger verify
    [ "$("$bin" --db fresh/db ledger head | cut -d ' ' -f 2)" -eq 1 ]
    [ "$(ls fresh | grep -v -x -e db -e db-wal -e db-shm | wc -l)" -eq 0 ]
  done
}
