#!/usr/bin/env bash
# Mutation tests: changes the code of a folder in many ways and counts how many of the changes a test of the same folder finds. Prints the score
# of each folder and fails if one is below its threshold in eng/mutation-thresholds.txt. Takes some minutes for each folder; part of
# eng/nightly.sh.
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

mutate() { # PROJECT FOLDER THRESHOLD FILE...
    local project=$1 folder=$2 threshold=$3 output=$root/artifacts/mutation/$1.$2 result=passed changed=() file
    shift 3
    for file in "${@:-*.cs}"; do changed+=(--mutate "**/$folder/$file"); done
    rm -rf "$output"
    mkdir -p "$output"
    # The tests of other folders would take hours. The default runner is for VSTest and finds no change in tests with xunit.v3.
    (cd "tests/$project.Tests" && DAYBREAK_TESTS_OF=$folder dotnet stryker --config-file ../../eng/stryker.json --project "$project.csproj" \
        "${changed[@]}" --break-at "$threshold" --threshold-low "$threshold" --output "$output") >"$output/log" 2>&1 </dev/null || result=failed
    [[ $result == passed ]] || { tail -n 20 "$output/log"; status=1; }
    echo "$project/$folder: $(score_of "$output/log"), threshold $threshold %: $result"
}

# score_of LOG: the mutation score of the run
score_of() {
    local score
    score=$(sed -n 's/.*final mutation score is \([0-9.]* %\).*/\1/p' "$1" | tail -n 1)
    echo "${score:-no result}"
}

if [[ $# -ne 0 && $# -ne 2 ]]; then
    echo "usage: eng/mutate.sh [PROJECT FOLDER]" >&2
    exit 64
fi
measured=0
while read -r project folder threshold files <&3; do
    [[ -n $project && $project != \#* && ${1:-$project} == "$project" && ${2:-$folder} == "$folder" ]] || continue
    read -ra names <<<"$files"
    mutate "$project" "$folder" "$threshold" "${names[@]}"
    measured=1
done 3<eng/mutation-thresholds.txt
[[ $measured == 1 ]] || mutate "$1" "$2" 0
exit "$status"
