# helper.bash - a small register for each test of the command line.

export TRANGBI=${TRANGBI:-$BATS_TEST_DIRNAME/../../build/trangbi}
trangbi() { "$TRANGBI" "$@"; }

# The same without chatter.
quiet() { trangbi "$@" 2>/dev/null; }

# A database in the test's own folder, in English, with two units, two persons and two kinds.
make_register() {
  cd "$BATS_TEST_TMPDIR" || return 1
  export TRANGBI_DB=$BATS_TEST_TMPDIR/register.db LANGUAGE=en TRANGBI_AS=tester
  export XDG_CONFIG_HOME=$BATS_TEST_TMPDIR/config # not the sheets and templates of whoever runs this
  unset TRANGBI_LABELS
  {
    trangbi init --site 'Phòng Hậu cần'
    trangbi unit add 01 --name 'Hà Nội'
    trangbi unit add 00004 --name 'Ba Đình' --full-name 'Phường Ba Đình' --parent 01
    trangbi unit add 00008 --name 'Ngọc Hà' --parent 01
    trangbi person add 123-456 --name 'Nguyễn Văn Đức' --unit 00004
    trangbi person add 123-457 --name 'Trần Thị Hoà' --unit 00008
    trangbi kind add XEM --name 'Xe máy' --group vehicle
    trangbi kind add MAY --name 'Máy tính' --group it
  } >/dev/null 2>&1
}

# add_assets N: that many motorbikes at unit 00004; their tags in the array `tags`.
add_assets() {
  tags=()
  for i in $(seq "$1"); do
    tags+=("$(trangbi asset add --kind XEM --unit 00004 --name "Xe máy $i" --serial "SN-$i" 2>/dev/null)")
  done
}

# field JSON PATH: a value out of JSON on standard output of `run`.
json() { jq -re "$1" <<<"$output"; }

# The run's exit status and a text that its output holds.
expect() {
  [ "$status" -eq "$1" ] || { echo "status $status, not $1: $output"; return 1; }
  [[ -z ${2-} || "$output" == *"$2"* ]] || { echo "no '$2' in: $output"; return 1; }
}
