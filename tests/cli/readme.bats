# The tour of README.md and the example of docs/reconcile.md show what the program prints.

# Hashes and ids, dates and times, which differ from day to day.
mask() {
	sed -E 's/[0-9a-f]{64}/HASH/g; s/\b[0-9a-f]{16}\b/SITE/g; s#[0-9]{2}/[0-9]{2}/[0-9]{4}|20[0-9]{2}-[0-9]{2}-[0-9]{2}#DATE#g; s/DATE [0-9]{2}:[0-9]{2}/TIME/g'
}

# The blocks of a document, as they stand.
tour() {
	awk '$0 == "```" { inside = 0 } inside { print } $0 == "```console" { inside = 1 }' "$root/$1"
}

real_output() {
	root=$BATS_TEST_DIRNAME/../..
	bin=$(dirname "${TRANGBI:-$(realpath "$root/build/trangbi")}")
	cd "$BATS_TEST_TMPDIR"
	ln -s "$root/import" import
	ln -s "$bin" build
	# Its files in /tmp go to the test's own folder.
	tour "$1" | sed "s#/tmp/#$PWD/#g" >tour
	grep -c '^\$ ' tour
	export LANGUAGE=en
	grep '^\$ ' tour | sed 's/^\$ //' | while IFS= read -r line; do
		printf '$ %s\n' "$line"
		eval "$line" 2>&1 || true
	done >real
	diff <(mask <tour) <(mask <real)
}

@test "the tour's output is real" {
	real_output README.md
}

@test "so is that of the example of a reconciliation" {
	real_output docs/reconcile.md
}
