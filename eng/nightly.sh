#!/usr/bin/env bash
# What takes too long for .ci/run: ./test.sh with a power cut at every system call of every scenario, and the mutation tests. Takes
# hours; ends with "N passed, N failed".
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/require.sh
. eng/results.sh
require_dotnet

status=0
# A single test may take long.
DAYBREAK_EXHAUSTIVE=2 DAYBREAK_HANG_MINUTES=30 ./test.sh || status=$?
# Without a single result the build has failed.
compgen -G "$results_directory/*.xml" >/dev/null || exit "$status"

echo "== mutations"
run_check mutations eng/mutate.sh
[[ -e $results_directory/mutations.failed ]] || cat "$results_directory/mutations.log"

echo "== all"
close_results && exit "$status"
