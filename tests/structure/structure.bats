# The tree keeps to its structure, and each rule can find a breach: it is tried on a copy with one planted.

setup() {
	root=$BATS_TEST_DIRNAME/../..
	rules=$BATS_TEST_DIRNAME/rules.sh
	export GEN=${TRANGBI:+${TRANGBI%/*}/gen}
	[ -n "$GEN" ] || GEN=$root/build/gen
	GEN=$(realpath "$GEN")
}

copy() {
	cp -R "$root/src" "$root/include" "$BATS_TEST_TMPDIR"
	cd "$BATS_TEST_TMPDIR"
}

# The line LINE in FILE (of a fresh copy) breaks RULE.
breaks() {
	local rule=$1 file=$2 line=$3

	cp "$file" saved
	printf '%s\n' "$line" >>"$file"
	run "$rules" "$rule" .
	mv saved "$file"
	echo "$file: $line: $output"
	[ "$status" -eq 1 ]
	[[ $output == *"$file"* ]]
}

@test "layers include what they may" {
	run "$rules" layers "$root"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "a forbidden include is found" {
	copy
	breaks layers src/base/str.c '#include <trangbi/record.h>'
	breaks layers src/base/str.c '#include "model/event.h"'
	breaks layers src/model/tag.c '#include "store/store.h"'
	breaks layers src/model/tag.c '#include <trangbi/db.h>'
	breaks layers src/store/store.c '#include "csvio/csvio.h"'
	breaks layers src/store/store.c '#  include "service/db.h"'
	breaks layers src/csvio/read.c '#include "scan/scan.h"'
	breaks layers src/secret/sha256.c '#include "store/store.h"'
	breaks layers src/scan/scan.c '#include "label/label.h"'
	breaks layers src/scan/scan.c '#include "scan/decoder/grey.h"'
	breaks layers src/label/load.c '#include "label/draw/pen.h"'
	breaks layers src/label/draw/pen.c '#include "model/custody.h"'
	breaks layers src/scan/decoder/main.c '#include "service/db.h"'
	breaks layers src/service/db.c '#include "cli/cli.h"'
	breaks layers src/cli/main.c '#include "store/store.h"'
	breaks layers src/cli/main.c '#include "csvio/csvio.h"'
	breaks layers include/trangbi/err.h '#include <trangbi/tag.h>'
	breaks layers include/trangbi/tag.h '#include <trangbi/db.h>'
	breaks layers src/service/db.c '#include <trangbi/new.h>'
	breaks layers src/service/db.c '#include "new/new.h"'
}

@test "a library in a layer that does not own it is found" {
	copy
	breaks layers src/service/db.c '#include <sqlite3.h>'
	breaks layers src/cli/main.c '#include <zbar.h>'
	breaks layers src/scan/scan.c '#include <zbar.h>'
	breaks layers src/label/load.c '#include <zint.h>'
	breaks layers src/label/load.c '#include <cairo-pdf.h>'
	breaks layers src/service/import.c '#include <csv.h>'
	breaks layers src/service/ledger.c '#include <nettle/sha2.h>'
	breaks layers src/service/db.c '#include "sql.h"'
}

@test "no call that knows no bounds" {
	run "$rules" calls "$root"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "a banned call is found" {
	copy
	breaks calls src/base/str.c $'\tstrcpy(a, b);'
	breaks calls src/base/str.c $'\tn = atoi(text);'
	breaks calls src/cli/main.c $'\tsprintf (a, "x");'
	breaks calls src/service/db.c $'\tif (!strcat(a, b))'
	breaks calls src/service/db.c $'\tprintf("x");'
	breaks calls src/store/store.c $'\tfprintf(stderr, "x");'
	breaks calls src/model/tag.c $'\texit(1);'
}

@test "SQL stands in the store alone" {
	run "$rules" sql "$root"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "SQL elsewhere is found" {
	copy
	breaks sql src/service/db.c $'\tx = "SELECT 1";'
	breaks sql src/cli/main.c $'\tx = "x; INSERT INTO event VALUES (1)";'
	breaks sql src/service/import.c $'\tx = "PRAGMA cache_size = 0";'
}

@test "functions and files keep their size" {
	run "$rules" sizes "$root"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "a long function and a long file are found" {
	copy
	breaks sizes src/base/str.c "$(echo 'int f(void)'; echo '{'; seq -f '	x(%g);' 119; echo '}')"
	breaks sizes src/base/str.c "$(seq -f '/* %g */' 700)"
	printf '%s\n' 'int f(void)' '{' "$(seq -f '	x(%g);' 118)" '}' >>src/base/str.c
	"$rules" sizes .
}

@test "each header compiles alone" {
	run "$rules" headers "$root"
	echo "$output"
	[ "$status" -eq 0 ]
}

@test "a header that needs another, or an extension, is found" {
	copy
	breaks headers include/trangbi/tag.h 'FILE *tb_not_declared(void);'
	breaks headers src/base/json.h 'size_t tb_f(struct tb_pool *p);'
	breaks headers include/trangbi/err.h 'struct tb_empty {};'
}
