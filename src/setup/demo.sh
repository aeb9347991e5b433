#!/bin/bash
# demo.sh PROGRAM [FOLDER] - the whole job on the sample data of import/samples, in a folder (demo/) that it makes anew each
# time.
# Prints every command that it runs, so that it can be typed by hand. Speaks Vietnamese where LANGUAGE or LANG says so.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
bin=$(realpath "${1:-$root/build/trangbi}")
dir=$(realpath -m "${2:-$root/demo}")
shown=$(realpath --relative-base="$root" "$dir")
samples=$(realpath --relative-to="$dir" "$root/import/samples")
mark=.made-by-make-demo

case ${LANGUAGE:-${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}} in
vi*) lang='vi' ;;
*) lang='en' ;;
esac
export LANGUAGE=$lang

# say VIETNAMESE ENGLISH
say() {
	if [ $lang = vi ]; then printf '\n%s\n' "$1"; else printf '\n%s\n' "$2"; fi
}

# Run the program, and show the command as it would be typed.
trangbi() {
	local word

	printf '$ trangbi'
	for word; do
		case $word in
		*[!a-zA-Z0-9/._@-]*) printf " '%s'" "$word" ;;
		*) printf ' %s' "$word" ;;
		esac
	done
	printf '\n'
	"$bin" "$@" 2>&1
}

fail() {
	say "LỖI: $1" "FAILED: $2" >&2
	exit 1
}

# The tags in a picture, once each, in order.
tags_in() {
	"$bin" scan --raw "$@" | LC_ALL=C sort -u
}

if [ -e "$dir" ] && [ ! -e "$dir/$mark" ]; then
	fail "thư mục '$dir' không do 'make demo' tạo ra; hãy chuyển nó đi" "the folder '$dir' was not made by 'make demo'; move it away"
fi
rm -rf "$dir"
mkdir "$dir"
touch "$dir/$mark"
cd "$dir"
export TRANGBI_DB=trangbi.db TRANGBI_AS=vu.ha

say '1. Tạo cơ sở dữ liệu, nhập đơn vị, loại, cán bộ và trang thiết bị từ tệp CSV.' \
	'1. A database; posts, kinds, people and equipment from CSV files.'
trangbi init --site 'Kho hậu cần'
for noun in units kinds persons assets; do
	trangbi import $noun "$samples/$noun.csv"
done

say '2. In một trang tem (PDF), in lại một tem bị hỏng (PNG), rồi đọc lại bằng bộ quét.' \
	'2. A page of labels (PDF), one of them again because it was damaged (PNG), read back with the scanner.'
mapfile -t tags < <("$bin" asset list --limit 21 2>/dev/null | awk 'NR > 1 { gsub("-", "", $1); print $1 }')
echo "\$ trangbi label ${tags[0]} ${tags[1]} ... -o tem.pdf"
"$bin" label "${tags[@]}" -o tem.pdf 2>&1
trangbi label "${tags[0]}" --reason damaged -o tem.png
trangbi scan tem.png
[ "$(tags_in tem.png)" = "${tags[0]}" ] || fail 'không đọc lại được tem.png' 'tem.png does not read back'
pdftoppm -r 200 -png -singlefile tem.pdf trang-tem
[ "$(tags_in trang-tem.png)" = "$(printf '%s\n' "${tags[@]}" | LC_ALL=C sort)" ] ||
	fail 'không đọc lại được mọi tem trên trang' 'not every label of the page reads back'
say "Đọc lại đủ ${#tags[@]} tem trên ảnh của trang in (trang-tem.png)." \
	"All ${#tags[@]} labels of the page were read back from its picture (trang-tem.png)."

say '3. Cấp phát cho Công an phường Bãi Cháy: theo mã trên ảnh tem, và theo số sê-ri.' \
	'3. Issue to the post of Bãi Cháy: by the code in a picture, and by serial number.'
trangbi issue --to 06673 --doc 15/QĐ-HC @tem.png 7K2QX03

say '4. Cán bộ mượn xe máy (gõ biển số cũng được), rồi trả.' \
	'4. An officer takes the motorbike (its plate will do), and brings it back.'
trangbi checkout --to 200-012 --days 3 --purpose 'Tuần tra địa bàn' '14-B1 012.34'
trangbi asset list --holder 200-012
trangbi checkin --condition ok '14-B1 012.34'
trangbi asset history '14-B1 012.34'

say '5. Kiểm kê Công an phường Bãi Cháy bằng một bức ảnh, hai người ký, biên bản theo mẫu C53-HD.' \
	'5. A stocktake of Bãi Cháy by one photograph, two signatures, and the record as form C53-HD.'
trangbi stocktake open --unit 06673 --board 200-012 --board 200-013
id=$("$bin" stocktake list 2>/dev/null | awk 'NR == 2 { print $1 }')
trangbi label --unit 06673 --reason changed -o ke.png --sheet L7160
trangbi stocktake scan ke.png
trangbi stocktake close --sign 200-012 --sign 200-013
trangbi stocktake status "$id"
trangbi stocktake report "$id" -o kiem-ke.pdf

say '6. Tìm không cần dấu, xuất CSV, kiểm tra nhật ký, sao lưu.' \
	'6. Search without accents, export CSV, verify the ledger, back up.'
trangbi asset find may tinh dell
trangbi export assets -o tai-san.csv
trangbi ledger export nhat-ky.jsonl
trangbi ledger verify
trangbi backup sao-luu.db

if [ $lang = vi ]; then
	cat <<-TEXT

	Xong. Trong thư mục $shown:
	  trangbi.db      cơ sở dữ liệu              tem.pdf, tem.png   tem để in, ở tỷ lệ 100%
	  tai-san.csv     danh mục tài sản           trang-tem.png      ảnh của trang tem
	  nhat-ky.jsonl   nhật ký, ai cũng kiểm tra được (docs/ledger.md)
	  sao-luu.db      bản sao lưu                kiem-ke.pdf        biên bản kiểm kê

	Hãy thử tiếp:
	  cd $shown
	  export TRANGBI_DB=trangbi.db LANGUAGE=vi PATH="$(dirname "$bin"):\$PATH"
	  trangbi asset list --unit 06673
	  trangbi asset show ${tags[0]}
	  trangbi checkout --to 200-013 --days 7 @tem.png
	  trangbi --help
	TEXT
else
	cat <<-TEXT

	Done. In the folder $shown:
	  trangbi.db      the database               tem.pdf, tem.png   labels to print, at 100 %
	  tai-san.csv     the assets                 trang-tem.png      a picture of the page of labels
	  nhat-ky.jsonl   the ledger, which anybody can verify (docs/ledger.md)
	  sao-luu.db      a backup                   kiem-ke.pdf        the record of the stocktake

	Type next:
	  cd $shown
	  export TRANGBI_DB=trangbi.db PATH="$(dirname "$bin"):\$PATH"
	  trangbi asset list --unit 06673
	  trangbi asset show ${tags[0]}
	  trangbi checkout --to 200-013 --days 7 @tem.png
	  trangbi --help
	TEXT
fi
