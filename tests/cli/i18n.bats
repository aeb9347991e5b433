# The catalogues are complete, and the program speaks the language that was asked for wherever it runs.

setup() {
	root=$BATS_TEST_DIRNAME/../..
	bin=${TRANGBI:-$root/build/trangbi}
	po=$root/src/po
	cd "$BATS_TEST_TMPDIR"
	unset MAKEFLAGS MAKELEVEL SAN COVERAGE
}

# trangbi with nothing in the environment but what is given: "bare LANG=vi help".
bare() {
	local env=()

	while [[ $1 == [A-Z]*=* ]]; do
		env+=("$1")
		shift
	done
	mkdir -p none
	env -i LOCPATH="$PWD/none" "${env[@]}" "$bin" "$@"
}

commands() {
	"$bin" help --names
}

@test "no message is untranslated or fuzzy" {
	for lang in vi en; do
		msgfmt --check -o /dev/null "$po/$lang.po"
		[ -z "$(msgattrib --untranslated "$po/$lang.po")" ]
		[ -z "$(msgattrib --only-fuzzy "$po/$lang.po")" ]
		[ -z "$(msgattrib --only-obsolete "$po/$lang.po")" ]
	done
}

@test "the catalogues hold every text of the sources, and no other (else: make po)" {
	make -s -C "$root" BUILD="$PWD/build" "$PWD/build/gen/trangbi.pot"
	[ "$(grep -c '^msgid' build/gen/trangbi.pot)" -gt 300 ]
	for lang in vi en; do
		msgcmp "$po/$lang.po" build/gen/trangbi.pot
		msgcmp --use-untranslated build/gen/trangbi.pot "$po/$lang.po"
	done
}

# A catalogue behind its header.
body() {
	msgcat --no-wrap --sort-output - | awk 'behind; /^$/ { behind = 1 }'
}

@test "the English catalogue says what the sources say" {
	make -s -C "$root" BUILD="$PWD/build" "$PWD/build/gen/trangbi.pot"
	diff <(msgen --lang=en build/gen/trangbi.pot | body) <(body <"$po/en.po")
}

@test "--lang vi works without any locale but C.UTF-8" {
	for lang in LANG=C LANG=POSIX LC_ALL=C LANG=C.UTF-8 LANG=vi_VN.UTF-8 LANG=en_US.UTF-8 X=; do
		run bare "$lang" checkin --lang vi --help
		[ "$status" -eq 0 ]
		[[ $output == *"nhận trả tài sản"* ]]
	done
}

@test "--lang stands before or behind the command" {
	[ "$(bare --lang vi help)" = "$(bare help --lang=vi)" ]
	[ "$(bare --lang=vi --json help)" = "$(bare help --lang vi --json)" ]
}

@test "else LANGUAGE decides, then LC_ALL, LC_MESSAGES and LANG" {
	english=$(bare help --lang en) vietnamese=$(bare help --lang vi)
	[ "$english" != "$vietnamese" ]
	[ "$(bare help)" = "$english" ]
	[ "$(bare LANG=C help)" = "$english" ]
	[ "$(bare LANG=fr_FR.UTF-8 help)" = "$english" ]
	[ "$(bare LANG=vi_VN.UTF-8 help)" = "$vietnamese" ]
	[ "$(bare LANG=vi_VN help)" = "$vietnamese" ]
	[ "$(bare LANG=vi_VN.UTF-8 LC_ALL=C help)" = "$english" ]
	[ "$(bare LANG=C LC_MESSAGES=vi_VN.UTF-8 help)" = "$vietnamese" ]
	[ "$(bare LANGUAGE=vi LANG=en_US.UTF-8 help)" = "$vietnamese" ]
	[ "$(bare LANGUAGE=fr:vi:en help)" = "$vietnamese" ]
	[ "$(bare LANGUAGE=en LANG=vi_VN.UTF-8 help)" = "$english" ]
	[ "$(bare LANGUAGE=vi help --lang en)" = "$english" ]
}

@test "an unknown language is refused, in the language of the environment" {
	run bare help --lang fr
	[ "$status" -eq 2 ]
	[ "$output" = "trangbi: 'fr' is no language of this program: choose vi or en" ]
	run bare LANG=vi_VN.UTF-8 help --lang xx
	[ "$status" -eq 2 ]
	[[ $output == *"không có ngôn ngữ 'xx'"* ]]
}

@test "the list of commands is all Vietnamese" {
	same=$(comm -12 <(bare help --lang en | sort -u) <(bare help --lang vi | sort -u))
	[ -z "$same" ]
}

@test "the help of every command is all Vietnamese" {
	commands | while read -r -a name; do
		bare help --lang en --markdown "${name[@]}" | sort -u >en
		bare help --lang vi --markdown "${name[@]}" | sort -u >vi
		# What may be the same: the heading, the synopsis and the example, and the rules of tables.
		if comm -12 en vi | grep -v -e '^$' -e '^# trangbi' -e '^    trangbi' -e '^| | |$' -e '^|---'; then
			echo "not translated in the help of ${name[*]}"
			exit 1
		fi
	done
}

@test "errors, problems and results come in Vietnamese" {
	bare X= --lang vi --db x.db init --site X --as a 2>err
	grep -q "đã tạo cơ sở dữ liệu 'x.db'" err
	run bare --lang vi --db x.db asset show KHONGCO
	[ "$status" -eq 3 ]
	[[ $output == *"KHONGCO"* && $output == *"không"* ]]
	bare --lang vi --db x.db --json asset show KHONGCO 2>/dev/null | jq -e '.error.message | test("không")'
}
