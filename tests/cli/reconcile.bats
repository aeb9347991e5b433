# The accounting book against the register and a stocktake, from the command line.

load helper

setup() {
  make_register
  dell=$(quiet asset add --kind MAY --unit 00004 --name 'Máy tính Dell' --old-code TS-0001 --cost 15000000)
  hp=$(quiet asset add --kind MAY --unit 00004 --name 'Máy in HP' --old-code TS-0002 --cost 4500000)
  wave=$(quiet asset add --kind XEM --unit 00004 --name 'Xe máy Honda Wave' --cost 18000000 --year-in-use 2021)
  spare=$(quiet asset add --kind MAY --unit 00004 --name 'Máy chiếu' --cost 9000000)
  write_book
}

# As an accounting program writes it: a title above, totals below, money with dots, the department by name.
write_book() {
  cat >utf8.csv <<'BOOK'
Sổ tài sản cố định;;;;;;
Năm 2026;;;;;;
Mã tài sản;Tên tài sản;Loại tài sản;Số lượng;Bộ phận sử dụng;Nguyên giá;Ngày bắt đầu sử dụng
TS-0001;Máy tính Dell;Máy tính;1;Tổ Tổng hợp;15.000.000;01/04/2025
TS-0002;Máy in HP;Máy tính;1;Tổ Tổng hợp;5.000.000;01/04/2025
TS-0003;Xe Honda Wave;Xe máy;1;Tổ Tổng hợp;18.000.000;2021
TS-0004;Két sắt;Két sắt;1;Tổ Tổng hợp;6.500.000;2021
Tổng cộng;;;4;;44.500.000;
BOOK
  iconv -f UTF-8 -t TCVN utf8.csv >book.csv # the font's own capitals have no accents
}

book() {
  trangbi reconcile book.csv --profile so-ke-toan --encoding TCVN3 --unit 00004 "$@"
}

quiet_book() { book "$@" 2>/dev/null; }

@test "a book in TCVN3 with titles and totals" {
  run book
  expect 0 "read as TCVN3"
  expect 0 "left out: 2 rows above the header, 0 headers and numbers of columns, 1 totals"
  [[ "$output" =~ 4\ +differ\ +TS-0001\ +Máy\ tính\ Dell ]] # the register does not know since when
  [[ "$output" =~ 5\ +differ\ +TS-0002.*original\ cost,\ year ]]
  [[ "$output" =~ 6\ +probable\ pair\ +TS-0003.*[0-9]+\ +similar\ name,\ same\ cost,\ same\ year ]]
  [[ "$output" =~ 7\ +in\ the\ book\ only\ +TS-0004 ]]
  [[ "$output" =~ in\ the\ register\ only\ +00004-MAY-26-0000[0-9]-.\ +Máy\ chiếu ]]
  expect 0 "4 rows of the book"
  expect 0 "00004  book 44.500.000 đ  register 46.500.000 đ  difference -2.000.000 đ"
}

@test "an accepted pair is known the next time" {
  run book --accept "6=$wave" --accept "7=$spare"
  expect 0 "row 6  TS-0003 -> "
  expect 0 "row 7  TS-0004 -> "
  run trangbi asset show ts0003 --json
  [ "$(json .asset.tag)" = "$wave" ]
  run quiet_book --result probable --json
  [ "$(json '.lines | length')" -eq 0 ]
  [ "$(json .summary.book_only)" -eq 0 ]
  run book --accept "6=$wave"
  expect 1 "finds asset $wave already"
  run book --accept "4=$spare"
  expect 1 TS-0001
  run book --accept 9
  expect 2 "'9' is no pair"
  run trangbi asset history "$wave" --json
  [ "$(json '[.events[].kind] | index("asset.alias")')" ]
  trangbi ledger verify
}

@test "as JSON" {
  run quiet_book --json
  expect 0
  json '.lines[] | select(.row == 6) | .result == "probable" and .score > 55 and .book_cost == 18000000' >/dev/null
  json '.lines[] | select(.row == 5) | .differences == "cost,year" and .cost == 4500000' >/dev/null
  json '.summary | .rows == 4 and .differ == 2 and .book_only == 1 and .difference == -2000000' >/dev/null
  json '.totals == [{"unit":"00004","book":44500000,"registered":46500000,"difference":-2000000}]' >/dev/null
  [ "$(json '.lines | length')" -eq 5 ]
}

@test "only some lines" {
  run quiet reconcile utf8.csv --profile so-ke-toan --unit 00004 --result probable
  expect 0 TS-0003
  [[ "$output" != *TS-0004* ]]
  run book --result odd
  expect 2 odd
}

@test "as CSV" {
  run book -o out.csv
  expect 0 "written to 'out.csv'"
  [ "$(head -1 out.csv | cut -d, -f1-4)" = row,result,book_code,book_name ]
  grep -q '^7,book_only,TS-0004,Két sắt,Két sắt,' out.csv
  run trangbi reconcile - --profile so-ke-toan --unit 00004 -o excel.csv --excel vi <utf8.csv
  expect 0
  grep -q '^7;book_only;TS-0004;' excel.csv
  run book -o out.doc
  expect 2 out.doc
}

@test "on paper, with the count" {
  id=$(quiet stocktake open --unit 00004)
  quiet stocktake scan "$id" - <<<"$dell" >/dev/null
  run trangbi reconcile utf8.csv --profile so-ke-toan --stocktake "$id"
  expect 1 "still open"
  quiet stocktake close "$id" --sign 123-456 --sign 123-457 >/dev/null
  run trangbi reconcile utf8.csv --profile so-ke-toan --stocktake "$id" -o out.pdf
  expect 0 "count 15.000.000 đ"
  pdftotext -layout out.pdf out.txt
  for part in 'BIÊN BẢN ĐỐI CHIẾU TÀI SẢN' 'PHƯỜNG BA ĐÌNH' "Đợt kiểm kê: $id" 'tệp utf8.csv, 4 dòng' \
    '- lệch: 2' 'có thể là một: 1' TS-0003 'kiểm kê: thiếu' 'Tổng nguyên giá theo đơn vị' \
    '44.500.000' '46.500.000' '-2.000.000' 'Người đối chiếu' 'tên gần giống'; do
    grep -qF -- "$part" out.txt || { echo "no '$part'"; cat out.txt; return 1; }
  done
  pdftoppm -r 150 -png -singlefile -f "$(pdfinfo out.pdf | sed -n 's/^Pages: *//p')" out.pdf out
  trangbi ledger verify --anchor @out.png
}

@test "a database that is only read" {
  chmod a-w "$TRANGBI_DB"
  book --result differ
}
