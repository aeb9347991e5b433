# docs/commands is what the command table says.

setup() {
	root=$BATS_TEST_DIRNAME/../..
	bin=${TRANGBI:-$root/build/trangbi}
	pages=$root/docs/commands
	cd "$BATS_TEST_TMPDIR"
}

@test "every page is what 'make docs' would write" {
	"$bin" help --names | while read -r -a name; do
		"$bin" help --lang en --markdown "${name[@]}" >page
		diff "$pages/$(IFS=-; echo "${name[*]}").md" page
	done
}

@test "every command has its page, and nothing else has one" {
	diff <("$bin" help --names | tr ' ' - | LC_ALL=C sort) \
		<(cd "$pages" && printf '%s\n' *.md | sed -n 's/\.md$//; /^README$/!p' | LC_ALL=C sort)
}

@test "the index names every page once" {
	diff <("$bin" help --names | tr ' ' - | LC_ALL=C sort) \
		<(grep -o '([a-z-]*\.md)' "$pages/README.md" | tr -d '()' | sed 's/\.md$//' | LC_ALL=C sort)
}

@test "the documents link to files that are there" {
	cd "$root"
	for page in README.md docs/*.md docs/commands/README.md import/README.md labels/README.md; do
		[ -e "$page" ]
		grep -o '](\([^)#]*\))' "$page" | tr -d '()]' | grep -v '^http' | while read -r link; do
			[ -e "$(dirname "$page")/$link" ] || {
				echo "$page: $link"
				exit 1
			}
		done || [ "${PIPESTATUS[0]}" -ne 0 ]
	done
}

@test "each command's example is one that the program understands" {
	"$bin" help --names | while read -r -a name; do
		example=$("$bin" help --lang en "${name[@]}" | sed -n '$s/^ *trangbi //p')
		[ -n "$example" ]
		# --help stops before anything is done, after all options were understood.
		eval "set -- $example"
		"$bin" "$@" --help >/dev/null
	done
}

@test "the JSON shapes are as the index says" {
	export TRANGBI_DB=x.db TRANGBI_AS=a
	"$bin" init --site X --json | jq -e '.trangbi == 1 and .database == "x.db"'
	for noun in units kinds persons assets; do
		"$bin" import $noun "$root/import/samples/$noun.csv" --json | jq -e '.trangbi == 1 and (.import | keys) ==
			["added", "batch", "changed", "encoding", "header_row", "rejected", "repeated", "rows", "same", "titles", "totals"] and .problems == []'
	done
	"$bin" asset show HC-2024-031 --json | jq -e '.trangbi == 1 and .asset.cost == 15000000'
	"$bin" asset list --json | jq -e '.assets | length == 32'
	"$bin" issue --to 06673 --doc 1 HC-2024-031 --json | jq -e '.done[0].unit == "06673" and .seq > 0'
	"$bin" asset history HC-2024-031 --json | jq -e '.events[1] | .kind == "asset.issue" and .payload.from == "22"'
	"$bin" label HC-2024-031 -o a.png --json | jq -e '.labels == 1 and .file == "a.png"'
	"$bin" scan a.png --json | jq -e '.codes | length == 2 and all(.found == "ok" and .asset.old_code == "HC-2024-031")'
	"$bin" ledger verify --json | jq -e '.ledger | keys == ["anchored", "events", "head", "ok", "seq", "site"]'
	"$bin" ledger export l.jsonl --json | jq -e '.ledger | keys == ["file", "head", "seq", "site"]'
	"$bin" export assets -o a.csv --json | jq -e '.export == { file: "a.csv", rows: 32 }'
	[ "$("$bin" export assets --json)" = "$(cat a.csv)" ]
	"$bin" backup b.db --json | jq -e '.backup == "b.db"'
	"$bin" --db y.db restore b.db --json | jq -e '.database == "y.db" and (has("kept") | not)'
	"$bin" --db y.db restore b.db --replace --json | jq -e '.kept | startswith("y.db")'
	"$bin" ledger head --json | jq -e '.ledger | keys == ["anchor", "head", "seq", "site"]'
	status=0 && "$bin" issue --to 06673 --doc 1 HC-2024-031 NICHTS --json >out || status=$?
	[ $status -eq 1 ]
	jq -e '.error.status == "refused" and (.problems | length == 2) and .problems[0].status == "not_found"' out
}

@test "ARCHITECTURE.md names files that are there" {
	cd "$root"
	grep -o '`[a-z_./]*/[a-zA-Z_.0-9]*\.[a-z]*`' docs/ARCHITECTURE.md | tr -d '`' | sort -u >"$BATS_TEST_TMPDIR/named"
	[ "$(wc -l <"$BATS_TEST_TMPDIR/named")" -gt 25 ]
	while read -r path; do
		[ -e "$path" ] || [ -e "src/$path" ] || [ "$path" = store/sql/migrate/003.sql ] || {
			echo "no $path"
			exit 1
		}
	done <"$BATS_TEST_TMPDIR/named"
}

@test "the Vietnamese columns of import/README.md are understood" {
	python3 - "$root" <<-'P'
		import re, sys, unicodedata

		def fold(text):
		    text = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
		    return re.sub("[^a-z0-9]+", " ", "".join(c for c in text if not unicodedata.combining(c))).strip()

		readme = open(sys.argv[1] + "/import/README.md").read().split("## Columns")[1].split("## Rows")[0]
		source = open(sys.argv[1] + "/src/model/nouns.c").read()
		known = {name for text in re.findall(r'"([a-z0-9 |]+)"', source) for name in text.split("|")}
		names = [n for row in re.findall(r"^\| [a-z_, *]+ \| (.*) \|$", readme, re.M)
		         for n in re.split("[,()]", re.sub(r":.*|\([a-z0-9].*|\(also.*", "", row)) if n.strip()]
		names = [n for n in names if n.strip() != "Vietnamese"]
		unknown = [n for n in names if fold(n) not in known]
		print(len(names), "names, unknown:", unknown)
		sys.exit(len(names) < 60 or unknown != [])
	P
}
