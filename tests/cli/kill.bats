#!/usr/bin/env bats
# kill.bats - what was acknowledged survives kill -9, and nothing is half done. KILLS and SEED as in kill.sh.

@test "kill -9 during imports and loops of check-outs loses nothing and leaves no half" {
  TRANGBI=${TRANGBI:-$BATS_TEST_DIRNAME/../../build/trangbi} "$BATS_TEST_DIRNAME/kill.sh"
}
