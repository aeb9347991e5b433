# What `make install` puts down works from there, wherever that is.

setup_file() {
	export ROOT=$BATS_TEST_DIRNAME/../.. DEST=$BATS_FILE_TMPDIR/dest
	export HERE=$DEST/opt/trang-bi
	unset MAKEFLAGS MAKELEVEL SAN COVERAGE BUILD # of a `make SAN=... check` around this
	make -s -C "$ROOT" install PREFIX=/opt/trang-bi DESTDIR="$DEST" >&2
	export PKG_CONFIG_PATH=$HERE/lib/pkgconfig
}

setup() {
	cd "$BATS_TEST_TMPDIR"
	export TRANGBI_DB=x.db TRANGBI_AS=a
}

@test "every file is there, readable by all" {
	for file in bin/trangbi lib/trangbi/trangbi-decode lib/trangbi/label.so lib/libtrangbi.a lib/pkgconfig/trangbi.pc \
		include/trangbi/db.h share/locale/vi/LC_MESSAGES/trangbi.mo share/trangbi/labels/sheets/a4-60x40.ini \
		share/trangbi/import/samples/assets.csv share/bash-completion/completions/trangbi \
		share/man/man1/trangbi.1 share/man/man1/trangbi-asset-add.1 share/man/vi/man1/trangbi-checkout.1; do
		[ -s "$HERE/$file" ]
	done
	[ -z "$(find "$HERE" ! -perm -444)" ]
	diff <(cd "$ROOT/include/trangbi" && echo *.h) <(cd "$HERE/include/trangbi" && echo *.h)
}

@test "nothing names the folder it was built in" {
	! grep -rlF "$(cd "$ROOT" && pwd)" "$HERE/share" "$HERE/include" "$HERE/lib/pkgconfig"
	! grep -rlF "$DEST" "$HERE"
}

@test "the installed program works in Vietnamese, with labels and scanning" {
	trangbi=("$HERE/bin/trangbi" --lang vi)
	"${trangbi[@]}" init --site 'Kho' 2>&1 | grep -q 'đã tạo'
	for noun in units kinds persons assets; do
		"${trangbi[@]}" import $noun "$HERE/share/trangbi/import/samples/$noun.csv"
	done
	"${trangbi[@]}" label HC-2024-031 -o tem.png
	"${trangbi[@]}" scan tem.png | grep -q 'Máy tính để bàn Dell OptiPlex'
	"${trangbi[@]}" label HC-2024-032 -o tem.pdf
	"${trangbi[@]}" label sheets | grep -q '^a4-60x40 '
	"${trangbi[@]}" ledger verify | grep -q 'toàn vẹn'
	# The parts come from the installation.
	mv "$HERE/lib/trangbi/trangbi-decode" decode
	run "${trangbi[@]}" scan tem.png
	mv decode "$HERE/lib/trangbi/trangbi-decode"
	[ "$status" -eq 5 ]
	[[ $output == *"$HERE"*"lib/trangbi/trangbi-decode"* ]]
}

@test "a program of ten lines uses the library" {
	cat >ten.c <<-'C'
		#include <stdio.h>
		#include <trangbi/ledger.h>
		int main(void)
		{
			struct tb_init_req req = { .site = "x" };
			struct tb_act act = { .actor = "a", .channel = "cli", .now = 1, .at = 1 };
			struct tb_head head = { .seq = 0 };
			struct tb_db *db = NULL;
			int bad = tb_db_init("ten.db", &req, &act, NULL) || tb_db_open("ten.db", TB_DB_READ, &db, NULL);
			return bad || tb_ledger_head(db, &head, NULL) || !printf("%lld\n", (long long)head.seq);
		}
	C
	flags=$(pkg-config --define-variable=prefix="$HERE" --cflags trangbi)
	libs=$(pkg-config --define-variable=prefix="$HERE" --static --libs trangbi)
	# shellcheck disable=SC2086 # lists of words
	cc -std=c17 -pedantic -Wall -Wextra -Werror $flags -o ten ten.c $libs
	[ "$(./ten)" = 1 ]
	[ "$(pkg-config --modversion trangbi)" = "$("$HERE/bin/trangbi" --version | cut -d ' ' -f 2)" ]
	[ "$(pkg-config --variable=prefix trangbi)" = /opt/trang-bi ]
}

@test "each installed header compiles alone" {
	for header in "$HERE"/include/trangbi/*.h; do
		echo "#include <trangbi/${header##*/}>" | cc -std=c17 -pedantic -Wall -Wextra -Werror -fsyntax-only \
			-I"$HERE/include" -x c -
	done
}

@test "the manual pages are free of errors, in both languages" {
	command -v man >/dev/null && command -v groff >/dev/null || skip "no man"
	for page in "$HERE"/share/man/man1/*.1 "$HERE"/share/man/vi/man1/*.1; do
		warnings=$(LC_ALL=C.UTF-8 MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)
		[ -z "$warnings" ]
	done
	LC_ALL=C.UTF-8 man -E UTF-8 -l "$HERE/share/man/vi/man1/trangbi-checkout.1" | grep -q 'cho cán bộ mượn tài sản'
	LC_ALL=C.UTF-8 man -E UTF-8 -l "$HERE/share/man/man1/trangbi-asset-add.1" | grep -q -e '--year-in-use YYYY'
}

@test "every command has a manual page, and nothing else has" {
	for lang in man1 vi/man1; do
		diff <({ echo trangbi && "$HERE/bin/trangbi" help --names | sed 's/^/trangbi-/; s/ /-/'; } | LC_ALL=C sort) \
			<(cd "$HERE/share/man/$lang" && printf '%s\n' *.1 | sed 's/\.1$//' | LC_ALL=C sort)
	done
}

# completed WORD...: what the script offers for the last of these words.
completed() {
	bash -c '
		. "$0"
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_trangbi
		echo "${COMPREPLY[*]}"
	' "$HERE/share/bash-completion/completions/trangbi" trangbi "$@"
}

@test "the completion script offers what may follow" {
	bash -n "$HERE/share/bash-completion/completions/trangbi"
	[ "$(completed asset '')" = "add edit show list find history" ]
	[ "$(completed asset f)" = find ]
	[ "$(completed che)" = "checkout checkin" ]
	[[ " $(completed '') " == *" asset label scan "* ]]
	[ "$(completed checkout --da)" = --days ]
	[ "$(completed asset add --year)" = "--year-in-use --year-made" ]
	[ "$(completed ledger verify --an)" = --anchor ]
	# a command by itself, and the first word of others
	[ "$(completed la)" = label ]
	[[ "$(completed label '')" == *"units persons commands preview sheets templates register --output "* ]]
	[ "$(completed label sh)" = sheets ]
	[ "$(completed label un)" = units ]
	[ "$(completed label persons --rea)" = --reason ]
	[ "$(completed label --ou)" = --output ]
	[ "$(completed label 00004XEM2600001B --ou)" = --output ]
	[ "$(completed label sheets --js)" = --json ]
}
