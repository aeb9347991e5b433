# The lines of docs/ledger.md verify a good export and refuse any other.

# The one code block of docs/ledger.md in the language $1.
block() {
	awk -v fence="\`\`\`$1" '$0 == "```" { inside = 0 } inside { print } $0 == fence { inside = 1; n++ } END { exit n != 1 }' \
		"$root/docs/ledger.md"
}

setup() {
	root=$BATS_TEST_DIRNAME/../..
	bin=${TRANGBI:-$root/build/trangbi}
	cd "$BATS_TEST_TMPDIR"
	export TRANGBI_DB=x.db TRANGBI_AS=a
	"$bin" init --site 'Kho "1" \ thử'
	"$bin" import units "$root/import/samples/units.csv"
	"$bin" import kinds "$root/import/samples/kinds.csv"
	# An extra field that looks like the chain, and texts that look like JSON.
	printf 'name,kind,unit,prev,note\nMáy in,MIN,22,%064d,"x"",""prev"":""0"""\n' 0 >assets.csv
	"$bin" import assets assets.csv
	tag=$("$bin" asset list | awk 'NR == 2 { print $1 }')
	"$bin" asset edit "$tag" --note '' --purpose '"prev":"1"'
	"$bin" ledger export good.jsonl
	grep -q '"extra":{"prev":"000' good.jsonl
	head=$("$bin" ledger head | cut -d ' ' -f 3)
	block sh >verify.sh
	block python >verify.py
}

by_shell() {
	bash verify.sh "$1" "$head"
}

by_python() {
	python3 verify.py "$1" "$head"
}

refused() {
	! cmp -s good.jsonl "$1"
	run by_shell "$1"
	[ "$status" -eq 1 ]
	run by_python "$1"
	[ "$status" -eq 1 ]
}

@test "a good export verifies, and ends with the head" {
	[ "$(wc -l <good.jsonl)" -gt 30 ]
	[ "$(by_shell good.jsonl)" = "head $head" ]
	[ "$(by_python good.jsonl)" = "head $head" ]
	[ "$(tail -n 1 good.jsonl | tr -d '\n' | sha256sum | cut -d ' ' -f 1)" = "$head" ]
}

@test "the shell is any POSIX shell, and the Python at most twenty lines" {
	[ "$(dash verify.sh good.jsonl "$head")" = "head $head" ]
	[ "$(wc -l <verify.py)" -le 20 ]
	[ "$(wc -l <verify.sh)" -le 20 ]
}

@test "a changed line is refused, wherever it stands" {
	last=$(wc -l <good.jsonl)
	for n in 1 2 15 $((last - 1)) "$last"; do
		sed "${n}s/\"actor\":\"a\"/\"actor\":\"b\"/" good.jsonl >bad.jsonl
		refused bad.jsonl
	done
}

@test "a removed line is refused, wherever it stood" {
	for n in 1 2 15 '$'; do
		sed "${n}d" good.jsonl >bad.jsonl
		refused bad.jsonl
	done
}

@test "swapped, doubled and added lines are refused" {
	sed '15{h;d};16{G}' good.jsonl >bad.jsonl
	refused bad.jsonl
	sed '15p' good.jsonl >bad.jsonl
	refused bad.jsonl
	(cat good.jsonl && tail -n 1 good.jsonl) >bad.jsonl
	refused bad.jsonl
	: >bad.jsonl
	refused bad.jsonl
}

@test "an event that was changed in the database is refused in the export" {
	cp x.db y.db
	sqlite3 y.db "DROP TRIGGER event_is_not_changed; UPDATE event SET actor = 'b' WHERE seq = 15"
	"$bin" --db y.db ledger export bad.jsonl || [ $? -eq 4 ]
	[ ! -e bad.jsonl ] || refused bad.jsonl
}

@test "each line is canonical: sorted, without spaces, as jq would write it" {
	jq -cS . good.jsonl >sorted.jsonl
	cmp good.jsonl sorted.jsonl
}

@test "the document names every kind of event, and every member" {
	diff <(grep -o '^| `[a-z]*\.[^|]*' "$root/docs/ledger.md" | grep -o '[a-z]*\.[a-z]*' | LC_ALL=C sort) \
		<(grep -o '{ "[a-z]*\.[a-z]*"' "$root/src/service/apply.c" | grep -o '[a-z]*\.[a-z]*' | LC_ALL=C sort)
	members=$(sed -n '/^## Members/,/^## Kinds/s/^| `\([a-z]*\)`.*/\1/p' "$root/docs/ledger.md")
	jq -r 'keys[]' good.jsonl | LC_ALL=C sort -u | while read -r key; do
		grep -qx "$key" <<<"$members"
	done
}
