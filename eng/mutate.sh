#!/usr/bin/env bash
# Mutation tests: changes the code of a folder in many ways and counts how many of the changes a test finds. Prints the score of each folder and
# fails if one is below its threshold in eng/mutation-thresholds.txt. Takes from minutes to an hour for each folder; part of eng/nightly.sh.
#   eng/mutate.sh                  all folders of the table
#   eng/mutate.sh PROJECT FOLDER   one of them, such as Daybreak.Provisioning Deciding
# The report, with every surviving change, is artifacts/mutation/PROJECT.FOLDER/reports/mutation-report.html.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/require.sh
require_dotnet
export RunAnalyzers=false
dotnet tool restore >/dev/null

root=$PWD
status=0

mutate() { # PROJECT FOLDER THRESHOLD
    local output=$root/artifacts/mutation/$1.$2 result=passed
    rm -rf "$output"
    mkdir -p "$output"
    # Its default runner is for VSTest and finds no change in tests with xunit.v3.
    (cd "tests/$1.Tests" && dotnet stryker --test-runner mtp --project "$1.csproj" --mutate "**/$2/*.cs" --break-at "$3" \
        --threshold-low "$3" --threshold-high 100 --concurrency 2 --skip-version-check --reporter html --reporter cleartext --output "$output") \
        >"$output/log" 2>&1 || result=failed
    [[ $result == passed ]] || { tail -n 20 "$output/log"; status=1; }
    echo "$1/$2: $(score_of "$output/log"), threshold $3 %: $result"
}

# score_of LOG: the mutation score of the run
score_of() {
    local score
    score=$(sed -n 's/.*final mutation score is \([0-9.]* %\).*/\1/p' "$1" | tail -n 1)
    echo "${score:-no result}"
}

if [[ $# -eq 2 ]]; then
    threshold=$(awk -v project="$1" -v folder="$2" '$1 == project && $2 == folder { print $3 }' eng/mutation-thresholds.txt)
    mutate "$1" "$2" "${threshold:-0}"
elif [[ $# -eq 0 ]]; then
    # Not standard input, which the tests might read.
    while read -r project folder threshold <&3; do
        [[ -z $project || $project == \#* ]] || mutate "$project" "$folder" "$threshold"
    done 3<eng/mutation-thresholds.txt
else
    echo "usage: eng/mutate.sh [PROJECT FOLDER]" >&2
    exit 64
fi
exit "$status"
