# What `make demo` shows works, in both languages and again.

setup() {
	root=$BATS_TEST_DIRNAME/../..
	bin=${TRANGBI:-$root/build/trangbi}
	cd "$BATS_TEST_TMPDIR"
	unset LANGUAGE LC_ALL LC_MESSAGES
}

demo() {
	"$root/src/setup/demo.sh" "$bin" folder
}

@test "it does the whole job, in English" {
	export LANG=C
	demo >out
	grep -q '^All 21 labels of the page were read back' out
	grep -q '^Done. In the folder' out
	! grep -q 'FAILED' out
	cd folder
	for file in trangbi.db tem.pdf tem.png trang-tem.png tai-san.csv nhat-ky.jsonl sao-luu.db kiem-ke.pdf; do
		[ -s $file ]
	done
	[ "$(wc -l <tai-san.csv)" -eq 33 ]
	"$bin" --db sao-luu.db ledger verify
}

@test "it speaks Vietnamese where LANG says so, and runs again" {
	export LANG=vi_VN.UTF-8
	demo >first
	grep -q '^Xong. Trong thư mục' first
	grep -q 'nhật ký toàn vẹn' first
	! grep -q 'the ledger verifies' first
	touch folder/nhat-ky.tmp
	demo >second
	[ ! -e folder/nhat-ky.tmp ]
	diff <(sed -E 's/[0-9a-f]{64}/HASH/; s/[0-9]{2}:[0-9]{2}/TIME/' first) \
		<(sed -E 's/[0-9a-f]{64}/HASH/; s/[0-9]{2}:[0-9]{2}/TIME/' second)
}

@test "what it tells to type next works" {
	export LANG=C
	demo >out
	sed -n '/^Type next:/,$s/^  //p' out >next
	[ "$(wc -l <next)" -eq 6 ]
	(cd "$root" && bash -e "$BATS_TEST_TMPDIR/next") >typed
	grep -q '200-013' typed
}

@test "a folder of another origin is left alone" {
	mkdir folder
	touch folder/mine
	run demo
	[ "$status" -eq 1 ]
	[ -e folder/mine ]
}
