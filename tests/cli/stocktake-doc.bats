# docs/stocktake.md shows what the program prints.

load helper

# The year in the id of a stocktake and in a new tag, dates and times, which differ from day to day.
mask() {
  sed -E 's/06673-[0-9]{2}-1\b/ID/g; s/06673-MPD-[0-9]{2}-00001-./NEW/g; s#[0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2}#TIME#g'
}

# The blocks of the page, as they stand.
blocks() {
  awk '$0 == "```" { inside = 0 } inside { print } $0 == "```console" { inside = 1 }' "$page"
}

# What the page speaks of: five assets of a post, one of them lent, and one of its neighbour.
make_post() {
  local n=0 kind name

  export TRANGBI_AS=200-012
  trangbi init --site 'Phòng Hậu cần'
  trangbi unit add 06673 --name 'Đồng Tiến' --full-name 'Công an xã Đồng Tiến'
  trangbi unit add 06676 --name 'Sơn Hà'
  trangbi person add 200-012 --name 'Nguyễn Văn Đức' --position 'Trưởng Công an xã' --unit 06673
  trangbi person add 200-017 --name 'Trần Thị Hoà' --position 'Cán bộ hậu cần' --unit 06673
  trangbi person add 200-021 --name 'Lê Lan' --unit 06673
  trangbi kind add XEM --name 'Xe máy'
  trangbi kind add MTB --name 'Máy tính để bàn'
  trangbi kind add MPD --name 'Máy phát điện'
  while IFS=, read -r kind name cost; do
    n=$((n + 1))
    trangbi asset add --kind "$kind" --unit 06673 --name "$name" --cost "$cost" --serial "SN-$n" --year-in-use 2024
  done <<'END'
XEM,Xe máy Honda Wave Alpha,18500000
XEM,Xe máy Honda Wave Alpha,18500000
MTB,Máy tính để bàn Dell,15000000
MTB,Máy tính để bàn Dell,15000000
MTB,Máy tính để bàn HP,15000000
END
  trangbi asset add --kind MTB --unit 06676 --name 'Máy tính để bàn Dell' --cost 15000000 --serial SN-9 --year-in-use 2024
  trangbi issue --to 06676 --doc 12/QĐ SN-9
  trangbi checkout --to 200-021 SN-2
}

@test "the page's output is real" {
  page=$BATS_TEST_DIRNAME/../../docs/stocktake.md
  cd "$BATS_TEST_TMPDIR"
  export TRANGBI_DB=$PWD/db LANGUAGE=en XDG_CONFIG_HOME=$PWD
  make_post >/dev/null 2>&1
  printf '%s\n' SN-1 SN-3 SN-9 SN-3 8934567000017 >typed
  blocks >page
  [ "$(grep -c '^\$ ' page)" -ge 10 ]
  grep '^\$ ' page | sed 's/^\$ //' | while IFS= read -r line; do
    printf '$ %s\n' "$line"
    # The id of this year.
    eval "${line//06673-26-1/06673-$(TZ=Asia/Ho_Chi_Minh date +%y)-1}" 2>&1 <typed || true
  done >real
  diff <(mask <page) <(mask <real)
}
