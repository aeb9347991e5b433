# Whatever a command is fed with: one clear message, the right exit status, and nothing changed.

load bad

setup_file() {
  load bad
  cd "$BATS_FILE_TMPDIR"
  make_register db
  "$bin" label "$tag" -o label.png 2>/dev/null
  make_pictures
  make_tables
  mkdir folder
  : >empty
}

setup() {
  cp -r "$BATS_FILE_TMPDIR/." "$BATS_TEST_TMPDIR"
  cd "$BATS_TEST_TMPDIR"
  failures=0
  broken=
}

teardown() {
  if [ -n "$mounted" ]; then
    umount "$mounted"
  fi
  if [ -n "$shared" ]; then
    rm -rf "$shared"
  fi
}

make_pictures() {
  head -c 2000 label.png >cut.png
  base64 -d >grey.jpg <<'END'
/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAGRFS1hLP2RYUVhxamR3lvqjloqKlv/b57X6//////////////////////////////////////////////////
//wAALCACAAIABAREA/8QAGAABAQEBAQAAAAAAAAAAAAAAAQIDBAX/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/9oACAEBAAA/AOUtSgtSgtSgtS8wtSgtSg
tSgtS4CgtSgtSgtSguQoLUoLUoLUoLgLUoLUoLUoLUvMLUoLUoLUoLUuAoLUoLUoLUoLkKC1KC1KC1KC4C1KC1KC1KC1LzC1KC1KC1KC1LgKC1KC1KC1KC5
CgtSgtSgtSguAtSgtSgtSgtS8wtSgtSgtSgtS4CgtSgtSgtSguQoLUoLUoLUoL/2Q==
END
  head -c 250 grey.jpg >cut.jpg
  head -c 3000 /dev/zero >noise.png
  python3 - <<'END'
import struct, zlib

def chunk(kind, data):
    return struct.pack('>I', len(data)) + kind + data + struct.pack('>I', zlib.crc32(kind + data))

def white(name, size):
    z = zlib.compressobj(9)
    row = b'\0' + b'\xff' * ((size + 7) // 8)
    data = b''.join(z.compress(row) for _ in range(size)) + z.flush()
    with open(name, 'wb') as f:
        f.write(b'\x89PNG\r\n\x1a\n' + chunk(b'IHDR', struct.pack('>IIBBBBB', size, size, 1, 0, 0, 0, 0))
                + chunk(b'IDAT', data) + chunk(b'IEND', b''))

white('white.png', 200)
white('huge.png', 20000)
END
}

# The columns that each noun must have.
header() {
  case $1 in
  units | kinds) echo code,name ;;
  persons) echo number,name,unit ;;
  assets) echo name,kind,unit ;;
  esac
}

good_row() {
  case $1 in
  units) echo 00099,x ;;
  kinds) echo ZZZ,x ;;
  persons) echo 99,x,00004 ;;
  assets) echo x,XEM,00004 ;;
  esac
}

# A file of each sort of damage for each noun: bad-NOUN-DAMAGE.csv, and good.csv.
make_tables() {
  printf 'code,name\n00099,x\n' >good.csv
  for noun in units persons kinds assets; do
    local head row first
    head=$(header $noun) row=$(good_row $noun)
    first=${row%%,*}
    printf '%s\n' "$head" >"$noun-header.csv"
    printf '%s\n%s\n%s,"x\n' "$head" "$row" "$first" >"$noun-quote.csv"
    printf '%s\n%s\n%s\0,x\n' "$head" "$row" "$first" >"$noun-nul.csv"
    printf '%s\n%s\n%s\xff,x\n' "$head" "$row" "$first" >"$noun-utf8.csv"
    printf '%s,name\n%s,x\n' "$head" "$row" >"$noun-twice.csv"
    printf '%s,Tên\n%s,x\n' "$head" "$row" >"$noun-twice-vi.csv"
    { printf '%s' "$head"; printf ',c%d' $(seq 1000); echo; } >"$noun-wide.csv"
    printf '%s\n%s%s\n' "$head" "$row" "$(printf ',%d' $(seq 1000))" >"$noun-wide-row.csv"
    printf 'x\nx\n' >"$noun-strange.csv"
  done
}

@test "a file that is missing, empty, a folder or not what it should be" {
  table <<'END'
5 | cannot read 'none'        | import units none
5 | cannot read 'none'        | import persons none --keep-good
5 | cannot read 'none'        | import kinds none --dry-run
5 | cannot read 'none'        | import assets none
5 | cannot read 'no/such'     | import assets no/such
5 | it is a folder            | import units folder
5 | it is a folder            | import assets folder --keep-good
2 | the file is empty         | import units empty
2 | the file is empty         | import persons empty
2 | the file is empty         | import kinds empty --keep-good
2 | the file is empty         | import assets empty
2 | the file is empty         | import assets - 
2 | looks like 'PNG'          | import units label.png
2 | looks like 'SQLite'       | import units db
5 | cannot read 'none'        | scan none
5 | cannot read 'none'        | scan --raw none
5 | it is a folder            | scan folder
2 | is neither PNG, JPEG      | scan empty
2 | is neither PNG, JPEG      | scan --raw empty
2 | is neither PNG, JPEG      | scan good.csv
5 | cannot read 'none'        | checkout --to 123-456 @none
5 | cannot read 'none'        | checkin @none
5 | cannot read 'none'        | issue --to 00008 --doc 1 @none
5 | cannot read 'none'        | label @none -o made.png
5 | cannot read 'none'        | label preview @none -o made.png
5 | it is a folder            | checkout --to 123-456 @folder
2 | is neither PNG, JPEG      | checkin @empty
5 | cannot read ''            | issue --to 00008 --doc 1 @
3 | there is no database      | restore --db new none
5 | database 'folder' cannot   | restore --db new folder
4 | is no trangbi database    | restore --db new empty
4 | is damaged or no database | restore --db new label.png
END
}

@test "a file to write that is a folder, or in a folder that is missing" {
  table <<END
5 | it is a folder     | export assets -o folder
5 | it is a folder     | ledger export folder
2 | must end in '.pdf' | label $lent -o folder
5 | cannot write       | label $lent -o none/made.png
1 | has a label already | label $tag -o made.png
2 | must end in '.pdf' | label $tag --reason lost -o folder
5 | cannot write       | label $tag --reason lost -o none/made.png
5 | cannot write       | label preview $tag -o none/made.png
5 | cannot write       | label --test-grid -o none/made.pdf
5 | cannot write       | export assets -o none/made.csv
5 | cannot write       | ledger export none/made.jsonl
5 | cannot write       | backup none/made.db
1 | exists already     | backup folder
5 | cannot write       | restore --db none/made.db db
5 | cannot write       | init --db none/made.db
1 | exists already     | init --db folder
1 | exists already     | init --db db
5 | cannot write       | import units good.csv --keep-good --rejects none/rejects.csv
5 | it is a folder     | import units good.csv --keep-good --rejects folder
END
}

@test "pictures: cut off, far too large" {
  local picture

  for picture in cut.png cut.jpg; do
    refuses 2 'is damaged or incomplete' scan $picture
    refuses 2 'is damaged or incomplete' scan --raw --json $picture
    refuses 2 'is damaged or incomplete' checkout --to 123-456 @$picture
    refuses 2 'is damaged or incomplete' checkin "$tag" @$picture
    refuses 2 'is damaged or incomplete' issue --to 00008 --doc 1 @$picture
    refuses 2 'is damaged or incomplete' label @$picture -o made.pdf
  done
  refuses 2 'more than 100 megapixels' scan huge.png
  refuses 2 'more than 100 megapixels' scan --raw huge.png
  refuses 2 'more than 100 megapixels' checkout --to 123-456 "$tag" @huge.png
  refuses 2 'more than 100 megapixels' label @huge.png -o made.pdf
  passed
}

@test "the whole picture is read where the cut one is refused" {
  [ "$("$bin" scan --raw label.png | sort -u)" = "$tag" ]
  refuses 3 'no code was found' scan --raw grey.jpg
  passed
}

@test "CSV: quotes, NUL, invalid UTF-8, columns, headers" {
  for noun in units persons kinds assets; do
    refuses 2 'a quote is not closed' import $noun $noun-quote.csv
    refuses 2 'a quote is not closed' import $noun $noun-quote.csv --keep-good
    refuses 1 'row 3' import $noun $noun-nul.csv
    grep -q 'NUL byte' err
    refuses 1 'row 3' import $noun $noun-utf8.csv
    grep -q 'not valid UTF-8' err
    refuses 2 'more than 512 columns' import $noun $noun-wide.csv
    refuses 1 'row 2' import $noun $noun-wide-row.csv
    grep -q -e 'more than 512 columns' -e 'more cells than the header' err
    refuses 2 "'name' and 'name' mean the same" import $noun $noun-twice.csv
    refuses 2 "'name' and 'Tên' mean the same" import $noun $noun-twice-vi.csv
    refuses 2 'has no column for' import $noun $noun-strange.csv
  done
  passed
}

@test "CSV: a field of 10 MB, by row or without end" {
  { printf 'code,name\n1,'; head -c 10000000 /dev/zero | tr '\0' x; echo; } >big.csv
  { printf 'code,name\n1,"'; head -c 10000000 /dev/zero | tr '\0' x; echo; } >open.csv
  head -c 10000000 /dev/zero | tr '\0' x >header.csv
  refuses 1 'longer than 65536 bytes' import units big.csv
  refuses 2 '' import units open.csv
  refuses 2 '' import units header.csv
  passed
}

@test "CSV: the good rows of a damaged file come in with --keep-good, the others lie beside" {
  for damage in nul utf8 wide-row; do
    cp "$BATS_FILE_TMPDIR/db" db
    rm -f rejects.csv
    "$bin" import kinds kinds-$damage.csv --keep-good --rejects rejects.csv >out 2>err || true
    grep -q '1 rejected' out
    [ "$(wc -l <rejects.csv)" -eq 2 ]
    "$bin" ledger verify >/dev/null
  done
}

@test "a wrong check character, a tag that nothing carries" {
  local command

  for command in "asset show" "asset edit --note x" "asset history" "label -o made.png" "checkin" \
    "checkout --to 123-456" "checkout --to 123-456 $tag" "issue --to 00008 --doc 1" "label -o made.pdf $tag"; do
    # shellcheck disable=SC2086 # a command is words
    refuses 2 'check character' $command $wrong
    # shellcheck disable=SC2086
    refuses 3 "no asset carries '$unknown'" $command $unknown
  done
  table <<END
2 | check character               | asset add $wrong --kind XEM --unit 00004 --name x
2 | is no code for 'tag'          | asset add 'x?!' --kind XEM --unit 00004 --name x
3 | no unit '9'                   | issue --to 9 --doc 1 $tag
3 | no person '9'                 | checkout --to 9 $tag
3 | no kind 'QQQ'                 | asset add --kind QQQ --unit 00004 --name x
3 | no unit '9'                   | unit show 9
3 | no unit '9'                   | unit edit 9 --name x
3 | no unit '9'                   | asset list --unit 9
3 | no kind 'QQQ'                 | export assets --kind QQQ -o made.csv
3 | no person '9'                 | asset list --holder 9
END
}

@test "dates and times that are none" {
  local date

  for date in 31/02/2026 29/02/2025 2026-02-31 00/01/2026 1/13/2026 1/1/99999 hôm-nay; do
    table <<END
2 | is no date for | asset add --kind XEM --unit 00004 --name x --purchased $date
2 | is no date for | asset edit $tag --warranty-end $date
2 | is no date for | unit add 9 --name x --valid-from $date
2 | is no time for --at | checkout --to 123-456 $tag --at $date
2 | is no time for --at | init --db new --at ${date}T10:00
END
    printf 'name,kind,unit,purchased\nx,XEM,00004,%s\n' "$date" >dates.csv
    refuses 1 'is no date for' import assets dates.csv
    rm dates.csv
  done
  refuses 2 'is no time for --at' checkin "$tag" --at 2026-11-24T25:00
  refuses 2 'lies in the future' checkin "$tag" --at 2199-01-01T00:00
  passed
}

@test "numbers: negative, beyond 64 bits, none" {
  local n

  for n in 9223372036854775808 99999999999999999999999999 -9223372036854775809 -1 1e9 0x10; do
    refuses 2 "'$n'" asset add --kind XEM --unit 00004 --name x --cost="$n"
    refuses 2 "'$n'" asset edit "$tag" --cost="$n"
    refuses 2 "'$n'" asset edit "$tag" --quantity="$n"
    refuses 2 "'$n'" kind edit XEM --life-years="$n"
    refuses 2 "$n" label "$lent" -o made.png --dpi="$n"
    refuses 2 "$n" label "$lent" -o made.png --copies="$n"
    printf 'name;kind;unit;cost\nx;XEM;00004;%s\n' "$n" >numbers.csv
    refuses 1 "'$n'" import assets numbers.csv
    rm numbers.csv
  done
  table <<END
2 | is negative                | asset add --kind XEM --unit 00004 --name x --cost=-5000
2 | is negative                | asset edit $tag --cost=-12.000.000
2 | is too large               | asset edit $tag --cost=9223372036854775808
2 | is out of range            | asset edit $tag --year-made=2147483648
2 | is out of range            | checkout --to 123-456 $tag --days=-1
2 | is out of range            | checkout --to 123-456 $tag --days=3651
2 | is no whole number         | checkout --to 123-456 $tag --days=9223372036854775808
2 | is no whole number         | asset list --limit=9223372036854775808
2 | is no limit                | asset list --limit=-1
END
}

@test "a picture without a code" {
  table <<END
3 | no code was found                        | scan white.png
3 | no code was found                        | scan --raw white.png
3 | no code was found                        | scan --json white.png grey.jpg
3 | no code was found in picture 'white.png' | checkout --to 123-456 @white.png
3 | no code was found in picture 'white.png' | checkin $lent @white.png
3 | no code was found in picture 'white.png' | issue --to 00008 --doc 1 @white.png
3 | no code was found in picture 'white.png' | label $tag @white.png -o made.pdf
END
}

@test "arguments that are not valid UTF-8" {
  local bad=$'\xc3\x28' line

  while read -r line; do
    line=${line//BAD/$bad}
    # shellcheck disable=SC2086
    refuses 2 'is not valid UTF-8' $line
    # shellcheck disable=SC2086
    refuses 2 'is not valid UTF-8' --json $line
    iconv -f UTF-8 -t UTF-8 out | jq -e '.error.status == "invalid"' >/dev/null || complain "--json $line"
  done <<END
BAD
unit BAD
unit list --BAD
asset show BAD
asset find xe BAD
asset history BAD
asset list --status BAD
asset edit $tag --note x --alias BAD
unit add 9 --name BAD
checkout --to 123-456 BAD
checkout --to BAD $tag
checkout --to 123-456 $tag --purpose BAD
checkout --to 123-456 $tag --as BAD
checkin $lent --at BAD
issue --to 00008 --doc BAD $tag
label $tag -o BAD.png
scan BAD.png
import units BAD.csv
export assets --unit BAD
export assets -o BAD.csv
ledger verify --anchor BAD
ledger export BAD
backup BAD.db
restore BAD.db
init --db new --site BAD
--db BAD asset list
END
  [ "$failures" -eq 0 ]
  refuses 2 'không phải UTF-8' --lang vi asset show "$bad"
  passed
}

@test "lines from a scanner that are not valid UTF-8, or hold anything else" {
  printf '%s\n' $'\xff\xfe' "$tag" $'a\x01b' $'\xc3' >typed
  head -c 1000000 /dev/zero | tr '\0' '\377' >>typed
  "$bin" scan - <typed >out 2>err
  iconv -f UTF-8 -t UTF-8 out >/dev/null
  grep -q "^$tag  Xe 1" out
  grep -q '4 of 5 codes are not registered' err
  "$bin" scan --json - <typed >out
  iconv -f UTF-8 -t UTF-8 out | jq -e '.codes | length == 5' >/dev/null
}

# ---- the database itself ---------------------------------------------------------------------------------------------

@test "no database" {
  export TRANGBI_DB=none
  broken=1
  { readers; writers; } | each 3 "there is no database 'none'"
  passed
}

@test "a file that is no database, and another program's database" {
  broken=1
  head -c 20000 label.png >picture
  sqlite3 foreign 'CREATE TABLE a (b)'
  for TRANGBI_DB in good.csv picture empty foreign; do
    { readers; writers; } | each 4 "$TRANGBI_DB' is"
    refuses 1 'exists already' init
    refuses 1 'exists already' restore db
    refuses 4 'no database that could be kept' restore --replace db
    refuses 4 '' restore --db new "$TRANGBI_DB"
    refuses 4 '' --db db restore --replace "$TRANGBI_DB"
  done
  passed
}

@test "a database from a newer version" {
  cp db newer
  sqlite3 newer 'PRAGMA user_version = 99'
  export TRANGBI_DB=newer
  broken=1
  { readers; writers; } | each 1 'made by a newer trangbi (schema 99'
  refuses 1 'made by a newer trangbi' --db db restore --replace newer
  refuses 1 'made by a newer trangbi' --db new restore newer
  passed
}

# Fill the page with that number with rubbish.
smash() {
  head -c "$(sqlite3 "$BATS_FILE_TMPDIR/db" 'PRAGMA page_size')" /dev/zero | tr '\0' '\245' |
    dd of="$TRANGBI_DB" bs="$(sqlite3 "$BATS_FILE_TMPDIR/db" 'PRAGMA page_size')" seek=$(($1 - 1)) conv=notrunc \
      status=none
}

@test "a corrupted page: found by verify, and no command goes by what it says" {
  local name page line

  broken=1
  export TRANGBI_DB=smashed
  sqlite3 db "SELECT name, rootpage FROM sqlite_schema WHERE rootpage > 0" >pages
  [ "$(wc -l <pages)" -gt 10 ]
  while IFS='|' read -r name page; do
    cp "$BATS_FILE_TMPDIR/db" smashed
    smash "$page"
    cp smashed template
    for line in 'ledger verify' 'backup made.db' 'restore --db made.db smashed'; do
      # shellcheck disable=SC2086
      refuses 4 'damaged' $line
    done
    { readers; writers; } | grep -v -e '^label .* -o' -e '^scan' -e '^backup' >commands
    while read -r line; do
      rm -f made.* smashed-*
      cp template smashed
      status=0
      # shellcheck disable=SC2086
      "$bin" $line >out 2>err </dev/null || status=$?
      case $status in
      0) ;; # it had no need of that page
      4) grep -q 'damaged' err && cmp -s template smashed || { want=4; complain "$line ($name)"; } ;;
      *) want='0 or 4' complain "$line ($name)" ;;
      esac
    done <commands
    rm -f made.* smashed*
  done <pages
  passed
}

@test "a corrupted first page, and a file cut off" {
  broken=1
  export TRANGBI_DB=smashed
  cp db smashed
  smash 1
  { readers; writers; } | each 4 'is damaged or no database'
  rm -f smashed-*
  head -c 60000 db >smashed
  { readers; writers; } | each 4 'is damaged or no database'
  passed
}

@test "bytes changed in the middle of a page: found by verify" {
  python3 - <<'END'
data = open('db', 'rb').read()
assert data.count(b'Ba \xc4\x90\xc3\xacnh') > 1
open('db', 'wb').write(data.replace(b'Ba \xc4\x90\xc3\xacnh', b'Xa \xc4\x90\xc3\xacnh'))
END
  refuses 4 'the ledger does not verify' ledger verify
  refuses 4 'the ledger does not verify' ledger verify --chain-only
  refuses 4 'the ledger does not verify' backup made.db
  passed
}

# Change the ledger or the state as whoever has the sqlite3 shell can.
tamper() {
  sqlite3 db "SELECT sql || ';' FROM sqlite_schema WHERE type = 'trigger'" >triggers
  sqlite3 db "SELECT 'DROP TRIGGER ' || name || ';' FROM sqlite_schema WHERE type = 'trigger'" | sqlite3 db
  sqlite3 db "$1"
  sqlite3 db <triggers
}

@test "a ledger row changed with the sqlite3 shell" {
  local change

  while read -r change; do
    cp "$BATS_FILE_TMPDIR/db" db
    tamper "$change"
    rm triggers
    refuses 4 'the ledger does not verify' ledger verify
    grep -q '^  ' err || { want=4 complain "no problem named: $change"; }
    refuses 4 'the ledger does not verify' ledger verify --json
    jq -e '.error.status == "corrupt" and (.problems | length > 0)' out >/dev/null
    refuses 4 'the ledger does not verify' ledger verify --chain-only
    refuses 4 'the ledger does not verify' backup made.db
    refuses 4 'the ledger does not verify' restore --db made.db db
    refuses 4 'the ledger does not verify' --lang en --db "$BATS_FILE_TMPDIR/db" restore --replace db
  done <<'END'
UPDATE event SET actor = 'nobody' WHERE seq = 3
UPDATE event SET payload = replace(payload, 'Xe 2', 'Xe 9') WHERE payload LIKE '%Xe 2%'
UPDATE event SET recorded = recorded + 1 WHERE seq = 5
UPDATE event SET hash = randomblob(32) WHERE seq = 4
UPDATE event SET purpose = 'x' WHERE seq = 8
DELETE FROM event WHERE seq = 4
DELETE FROM event WHERE seq = 1
END
  passed
}

@test "state changed with the sqlite3 shell" {
  local change

  while read -r change; do
    cp "$BATS_FILE_TMPDIR/db" db
    tamper "$change"
    refuses 4 'the ledger does not verify' ledger verify
    grep -q '^  ' err || { want=4 complain "no difference named: $change"; }
  done <<'END'
UPDATE asset SET name = 'Xe 9' WHERE name = 'Xe 2'
UPDATE asset SET status = 'lost' WHERE name = 'Xe 2'
DELETE FROM person
UPDATE unit SET name = 'Nơi khác' WHERE code = '00008'
DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)
END
  passed
}

@test "marks of the file changed with the sqlite3 shell" {
  sqlite3 db 'PRAGMA user_version = 0'
  broken=1
  refuses 4 'the schema number' ledger verify
  refuses 4 'the schema number' asset list
  refuses 4 'the schema number' asset add --kind XEM --unit 00004 --name x
  cp "$BATS_FILE_TMPDIR/db" db
  sqlite3 db "UPDATE site SET tag_pattern = printf('%.*c', 100, 'U') || 'SSSC'"
  refuses 4 'tag pattern' ledger verify
  refuses 4 'tag pattern' asset add --kind XEM --unit 00004 --name x
  passed
}

@test "an export does not take the place of a database" {
  refuses 1 'is a database' export assets -o db
  refuses 1 'is a database' ledger export db
  refuses 1 'is there already' import units units.csv --keep-good --rejects db
  passed
}

@test "the ledger's triggers refuse what the sqlite3 shell tries" {
  run sqlite3 db "UPDATE event SET actor = 'x' WHERE seq = 3"
  [ "$status" -ne 0 ]
  run sqlite3 db "DELETE FROM event WHERE seq = 3"
  [ "$status" -ne 0 ]
  run sqlite3 db "REPLACE INTO event SELECT * FROM event WHERE seq = 3"
  [ "$status" -ne 0 ]
  "$bin" ledger verify
}

@test "a database that is a folder is named in the message" {
  export TRANGBI_DB=folder
  broken=1
  { readers; writers; } | each 5 "database 'folder' cannot be opened"
  refuses 5 "database 'folder' cannot be opened" --db new restore folder
  passed
}

# ---- what cannot be written ------------------------------------------------------------------------------------------

# A folder that anybody can reach, with a register in it, for tests that give up the rights of root.
share() {
  shared=$(mktemp -d)
  cp -r "$BATS_FILE_TMPDIR/." "$shared"
  chmod -R a+rX "$shared"
  cd "$shared"
}

# The program as a user who is not root, as root can write everything.
become_nobody() {
  if [ "$(id -u)" -ne 0 ]; then
    return
  fi
  # The build may lie where nobody else can look.
  real=$(dirname "$(realpath "$bin")")
  mkdir program
  cp -rL "$real"/{trangbi,trangbi-decode,label.so,labels,locale} program/
  chmod -R a+rX program
  real=$PWD/program/trangbi
  bin=$PWD/as-nobody
  # Output of the program must come out all the same.
  printf '#!/bin/sh\nexec setpriv --reuid=nobody --regid=nogroup --clear-groups %q "$@"\n' "$real" >"$bin"
  chmod 755 "$bin"
  "$bin" --version >/dev/null 2>&1 || skip "no setpriv, or nobody cannot reach $real"
}

@test "a read-only file in a read-only folder is read, and not written" {
  share
  become_nobody
  touch out err
  chmod 666 out err
  chmod a-w db . folder
  writers | each 5 "cannot be written: the file or its folder is read-only"
  table <<END
5 | Permission denied | export assets -o folder/made.csv
5 | Permission denied | ledger export folder/made.jsonl
5 | cannot be written: the file or its folder is read-only | label $lent -o folder/made.pdf
5 | Permission denied | label preview $tag -o folder/made.pdf
5 | Permission denied | backup folder/made.db
5 | Permission denied | init --db folder/made.db
5 | Permission denied | restore --db folder/made.db db
END
  for line in 'asset list' "asset show $tag" 'ledger verify' 'export assets' 'ledger head' "scan label.png"; do
    # shellcheck disable=SC2086
    "$bin" $line >/dev/null 2>err || { want=0 complain "$line"; }
  done
  chmod u+w .
  passed
}

@test "a read-only file in a folder that can be written" {
  share
  become_nobody
  chmod 777 .
  chmod 444 db
  writers | each 5 "cannot be written: the file or its folder is read-only"
  "$bin" asset list >/dev/null
  passed
}

@test "files that may not be read" {
  share
  become_nobody
  chmod 777 .
  chmod 666 db
  chmod 000 good.csv label.png
  table <<END
5 | cannot read 'good.csv'  | import units good.csv
5 | cannot read 'label.png' | scan label.png
5 | cannot read 'label.png' | checkout --to 123-456 @label.png
END
}

# A small disk in ./disk with the register on it, and nothing else.
small_disk() {
  mkdir disk
  if [ "$(id -u)" -ne 0 ] || ! mount -t tmpfs -o size=400k none disk 2>/dev/null; then
    skip "no small disk can be mounted here"
  fi
  mounted=$PWD/disk
  cp db disk/db
  export TRANGBI_DB=disk/db
}

make_many() {
  {
    echo code,name
    seq -f '7%06g,Một đơn vị có tên khá dài' "$1"
  } >many.csv
}

@test "a disk that becomes full during an import, a backup or an export" {
  make_many 3000
  small_disk
  refuses 5 'no space left on the disk' import units many.csv
  "$bin" ledger verify
  for _ in $(seq 20); do
    echo 0123456789
  done >disk/some
  refuses 5 '' import units many.csv
  head -c 150k /dev/zero >disk/more
  refuses 5 '' backup disk/made.db
  refuses 5 '' restore --db disk/made.db db
  refuses 5 '' init --db disk/made.db
  rm disk/more disk/some
  "$bin" ledger verify
  "$bin" import units good.csv
}

@test "a disk that is full" {
  small_disk
  head -c 400k /dev/zero >disk/fill 2>/dev/null || true
  export TRANGBI_DB=disk/db
  broken=1
  writers | each 5 'disk'
  table <<END
5 | disk | backup disk/made.db
5 | disk | init --db disk/made.db
5 | disk | export assets -o disk/made.csv
5 | disk | ledger export disk/made.jsonl
5 | disk | label $lent -o disk/made.png
5 | disk | label $lent -o made.png
END
  rm disk/fill
  "$bin" ledger verify
}

@test "a standard output that is full" {
  local line

  readers | grep -v -e made -e '^scan' >commands
  printf '%s\n' help --help --version 'unit list --json' 'export events' 'ledger export -' 'scan --raw label.png' \
    >>commands
  while read -r line; do
    status=0
    # shellcheck disable=SC2086
    "$bin" $line >/dev/full 2>err || status=$?
    if [ "$status" != 5 ] || [ "$(grep -c '^trangbi: ' err)" != 1 ] || ! grep -q 'standard output' err; then
      want=5 complain "$line"
    fi
  done <commands
  refuses 5 "cannot write '/dev/full'" export assets -o /dev/full
  refuses 5 "cannot write '/dev/full'" ledger export /dev/full
  passed
}

@test "restore --replace that cannot write leaves no copy, and says what is in the way" {
  share
  become_nobody
  cp db backup
  chmod 777 .
  chmod 444 db backup
  refuses 5 'the file or its folder is read-only' restore --replace backup
  passed
}

@test "restore --replace on a disk without room leaves no copy" {
  small_disk
  head -c 150k /dev/zero >disk/some
  refuses 5 'disk' restore --replace db
  "$bin" ledger verify
  passed
}

@test "an act whose result cannot be printed says that it is done" {
  local status=0

  "$bin" asset add --kind XEM --unit 00004 --year-in-use 2026 --name 'Xe 4' >/dev/full 2>err || status=$?
  [ "$status" -eq 5 ]
  grep -q 'it is done, but the standard output cannot be written' err
  "$bin" asset find 'Xe 4' | grep -q 00004-XEM
}

@test "the standard output is named in the language chosen" {
  local status=0

  "$bin" --lang vi export assets >/dev/full 2>err || status=$?
  [ "$status" -eq 5 ]
  grep -q 'đầu ra chuẩn' err
}

@test "a limit on the size of files is like a full disk" {
  make_many 3000
  printf '#!/bin/bash\nulimit -f 200\nexec %q "$@"\n' "$(realpath "$bin")" >limited
  chmod +x limited
  bin=./limited
  refuses 5 'nothing was changed' import units many.csv
  "$bin" ledger verify
  "$bin" import units good.csv
  bin=${TRANGBI:-$BATS_TEST_DIRNAME/../../build/trangbi}
  "$bin" import units many.csv
  bin=./limited
  refuses 5 '' backup made.db
  refuses 5 'File too large' export events -o made.csv
  refuses 5 'File too large' ledger export made.jsonl
  "$bin" ledger verify
  passed
}

# ---- in Vietnamese ---------------------------------------------------------------------------------------------------

@test "the same in Vietnamese" {
  cp db newer
  sqlite3 newer 'PRAGMA user_version = 99'
  table <<END
5 | không đọc được 'none'           | --lang vi import units none
5 | thư mục                          | --lang vi import units folder
2 | PNG                              | --lang vi scan empty
2 | bị hỏng hoặc thiếu               | --lang vi scan cut.png
2 | triệu điểm ảnh                   | --lang vi scan huge.png
2 | dấu ngoặc kép                    | --lang vi import kinds kinds-quote.csv
1 | dòng 3                           | --lang vi import kinds kinds-nul.csv
2 | cột                              | --lang vi import kinds kinds-wide.csv
2 | ký tự kiểm tra                   | --lang vi asset show $wrong
3 | không                            | --lang vi checkout --to 123-456 $unknown
2 | ngày                             | --lang vi asset edit $tag --purchased 31/02/2026
2 | âm                               | --lang vi asset edit $tag --cost=-1
2 | quá lớn                          | --lang vi asset edit $tag --cost=9223372036854775808
3 | trangbi init                     | --lang vi --db none asset list
4 | cơ sở dữ liệu                    | --lang vi --db good.csv asset list
1 | mới hơn                          | --lang vi --db newer asset list
5 | không ghi được '/dev/full'       | --lang vi export assets -o /dev/full
END
}
