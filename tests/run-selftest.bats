# tests/run.sh must not call anything a success that is none.

setup() {
	cd "$BATS_TEST_TMPDIR"
}

# A test program that prints its arguments as lines and then runs the last one.
program() {
	local name=$1
	shift
	printf '#!/bin/sh\n%s\n' "$(printf '%s\n' "$@")" >"$name"
	chmod +x "$name"
}

runner() {
	run "$BATS_TEST_DIRNAME/run.sh" "$@"
	last=${lines[-1]}
}

@test "passing files are counted" {
	program a 'echo 1..2' 'echo "ok 1 - x"' 'echo "ok 2 - y"'
	printf '@test "z" { true; }\n' >b.bats
	runner ./a b.bats
	[ "$status" -eq 0 ]
	[ "$last" = "3 passed, 0 failed" ]
	[ "$(printf '%s\n' "${lines[@]}" | grep -c 'passed,')" -eq 1 ]
}

@test "a failing test shows its context and fails the run" {
	program a 'echo 1..2' 'echo "not ok 1 - x"' 'echo "# 1 != 2"' 'echo "ok 2 - y"' 'echo "# quiet"' 'exit 1'
	runner a
	[ "$status" -eq 1 ]
	[ "$last" = "1 passed, 1 failed" ]
	[[ $output == *"not ok 1 - x"*"1 != 2"* ]]
	[[ $output != *quiet* ]]
}

@test "a failing bats test fails the run" {
	printf '@test "x" { echo why; false; }\n' >a.bats
	runner a.bats
	[ "$status" -eq 1 ]
	[ "$last" = "0 passed, 1 failed" ]
	[[ $output == *why* ]]
}

@test "a crash before, between and after the tests is a failure" {
	program before 'kill -SEGV $$'
	program between 'echo 1..2' 'echo "ok 1 - x"' 'echo dying >&2' 'kill -SEGV $$'
	program after 'echo 1..1' 'echo "ok 1 - x"' 'kill -SEGV $$'
	runner before
	[ "$status" -eq 1 ]
	[ "$last" = "0 passed, 1 failed" ]
	runner between
	[ "$status" -eq 1 ]
	[ "$last" = "1 passed, 1 failed" ]
	[[ $output == *dying* ]]
	runner after
	[ "$status" -eq 1 ]
	[ "$last" = "1 passed, 1 failed" ]
}

@test "no plan, fewer tests than planned, and an exit status are failures" {
	program mute 'true'
	program short 'echo 1..3' 'echo "ok 1 - x"'
	program status 'echo 1..1' 'echo "ok 1 - x"' 'exit 3'
	runner mute short status
	[ "$status" -eq 1 ]
	[ "$last" = "2 passed, 3 failed" ]
}

@test "a file that is not there or no program is a failure" {
	echo text >plain
	runner ./missing plain missing.bats
	[ "$status" -eq 1 ]
	[ "$last" = "0 passed, 3 failed" ]
}

@test "an empty list is a failure" {
	runner
	[ "$status" -eq 1 ]
	[ "$last" = "0 passed, 0 failed" ]
}

@test "skipped tests are counted apart, and alone are no success" {
	program a 'echo 1..2' 'echo "ok 1 - x"' 'echo "not ok 2 # SKIP y"'
	printf '@test "z" { skip "no printer"; }\n' >b.bats
	runner a b.bats
	[ "$status" -eq 0 ]
	[ "$last" = "1 passed, 0 failed, 2 skipped" ]
	runner b.bats
	[ "$status" -eq 1 ]
}

@test "a name with a space works" {
	program "a b" 'echo 1..1' 'echo "ok 1 - x"'
	runner "a b"
	[ "$last" = "1 passed, 0 failed" ]
}
