#!/bin/bash
# run.sh FILE... - run test programs (cmocka) and .bats files, JOBS (2) at a time.
# Prints one line per file and what failed in it; the last line counts. Succeeds if a test ran and none failed.

dir=$(mktemp -d) || exit 2
trap 'rm -rf "$dir"' EXIT

run() {
	case $1 in
	*.bats) bats --tap "$1" ;;
	*/*) CMOCKA_MESSAGE_OUTPUT=TAP "$1" ;;
	*) CMOCKA_MESSAGE_OUTPUT=TAP "./$1" ;;
	esac
}

# Reads what run() printed: failures with the comments behind them, and "passed failed skipped" in the file `counts`.
# cmocka says "not ok 3 # SKIP name", bats "ok 3 name # skip why".
report() {
	awk -v name="$1" -v status="$2" -v counts="$dir/counts" '
	{ tail[NR % 30] = $0 }
	/^1\.\.[0-9]+/ { plans++; planned += substr($1, 4); next }
	/^(not )?ok / { failing = 0; said = before; before = "" }
	/^(not )?ok .*# *[Ss][Kk][Ii][Pp]/ { skipped++; next }
	/^ok / { passed++; next }
	/^not ok / { failed++; failing = 1; text = text said }
	/^# (not )?ok - / { next }
	failing { text = text "    " $0 "\n"; next }
	{ before = before "    " $0 "\n" } # a message of cmocka comes before its "not ok"
	END {
		run = passed + failed + skipped
		if (!plans) why = "it printed no plan"
		else if (run != planned) why = run + 0 " of " planned " tests ran"
		else if (status && !failed) why = "no test failed"
		if (why) {
			failed++
			text = text "    exit status " status ", but " why "; its last lines:\n"
			for (i = NR > 30 ? NR - 29 : 1; i <= NR; i++) text = text "    | " tail[i % 30] "\n"
		}
		printf "%-6s %s (%d)\n%s", failed ? "FAILED" : "ok", name, run, text
		print passed + 0, failed + 0, skipped + 0 >>counts
	}'
}

check() {
	local log=$dir/$BASHPID

	run "$1" >"$log" 2>&1 </dev/null
	printf '%s\n' "$(report "$1" $? <"$log")"
	rm -f "$log"
}

: >"$dir/counts"
for file; do
	while [ "$(jobs -rp | wc -l)" -ge "${JOBS:-2}" ]; do
		wait -n
	done
	check "$file" &
done
wait

awk '{ passed += $1; failed += $2; skipped += $3 }
END {
	printf "%d passed, %d failed%s\n", passed, failed, skipped ? ", " skipped " skipped" : ""
	exit failed || !(passed + failed)
}' "$dir/counts"
