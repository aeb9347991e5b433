# docs/import.md shows what the program prints.

# Where the program lies, and dates and times, which differ from day to day.
mask() { sed -E 's#[0-9]{2}/[0-9]{2}/[0-9]{4} [0-9]{2}:[0-9]{2}#TIME#g; s/-26-[0-9]{5}-./-TAG/g; s/-2[0-9]-[0-9]{5}-./-TAG/g'; }

examples() {
	awk '$0 == "```" { inside = 0 } inside { print } $0 == "```console" { inside = 1 }' "$root/docs/import.md"
}

@test "the examples' output is real" {
	root=$BATS_TEST_DIRNAME/../..
	bin=$(dirname "${TRANGBI:-$(realpath "$root/build/trangbi")}")
	cd "$BATS_TEST_TMPDIR"
	ln -s "$root/import" import
	ln -s "$bin" build
	# Its files in /tmp go to the test's own folder.
	examples | sed "s#/tmp/#$PWD/#g" >examples
	[ "$(grep -c '^\$ ' examples)" -gt 20 ]
	export LANGUAGE=en XDG_CONFIG_HOME=/nonexistent
	grep '^\$ ' examples | sed 's/^\$ //' | while IFS= read -r line; do
		printf '$ %s\n' "$line"
		eval "$line" 2>&1 || true
	done >real
	diff <(mask <examples) <(mask <real)
}

@test "every profile has its example" {
	root=$BATS_TEST_DIRNAME/../..
	for file in "$root"/import/profiles/*.ini; do
		name=$(basename "$file" .ini)
		examples | grep -qE -- "(--profile|-p) $name( |$)"
		[ -e "$root/import/samples/$name.csv" ] || [ "$name" = trangbi ]
	done
}

@test "the profile of import/README.md is one" {
	root=$BATS_TEST_DIRNAME/../..
	cd "$BATS_TEST_TMPDIR"
	mkdir -p own/profiles
	awk '/^## /{ inside = /Profiles/ } inside && sub(/^    /, "")' "$root/import/README.md" >own/profiles/ours.ini
	grep -c '^\[' own/profiles/ours.ini
	run "${TRANGBI:-$root/build/trangbi}" import profiles --profiles own --lang en
	[[ $output == *'ours '*'Sổ của phòng Hậu cần'* ]]
	[[ $output != *'line '* ]]
}
