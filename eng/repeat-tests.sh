#!/usr/bin/env bash
# Runs ./test.sh again and again on a busy machine, to find tests that depend on time. Stops at the first failure.
#   eng/repeat-tests.sh N [NAME]...    N times; only the suites NAME, as in ./test.sh
set -euo pipefail
cd "$(dirname "$0")/.."
[[ ${1:-} =~ ^[1-9][0-9]*$ ]] || { echo "usage: eng/repeat-tests.sh N [NAME]..." >&2; exit 64; }
runs=$1
shift

busy=()
trap 'kill "${busy[@]}"' EXIT
for _ in 1 2; do
    while :; do :; done &
    busy+=($!)
done

for ((run = 1; run <= runs; run++)); do
    echo "== run $run of $runs"
    ./test.sh "$@" || { echo "failed in run $run of $runs; the logs are in artifacts/results"; exit 1; }
done
echo "$runs runs without a failure"
