#!/usr/bin/env bash
# Measures which lines of src the suites of the libraries run. ./test.sh calls it if DAYBREAK_COVERAGE=1.
#   eng/coverage/coverage.sh start    after the build and before the suites
#   eng/coverage/coverage.sh report   after them: prints the line coverage of each project and fails if one is below its floor in floors.txt
set -euo pipefail
cd "$(dirname "$0")/../.."
. eng/require.sh
require_dotnet

suites=(Certificates Configuration Core CustomData Machine OpticalDisc Platform Provisioning)
suites=("${suites[@]/#/Daybreak.}")
suites=("${suites[@]/%/.Tests}")
results=artifacts/coverage

run_target() { # TARGET
    local names
    names=$(IFS=';'; echo "${suites[*]}")
    dotnet msbuild eng/coverage/Coverage.csproj -nologo -verbosity:quiet -restore "-property:Suites=\"$names\"" "-target:$1"
}

# lines_of FILE...: "PROJECT COVERED LINES" of each project; a line that one suite runs is covered
lines_of() {
    awk -F '"' '
        / filename="/ {
            project = ""
            for (i = 2; i < NF; i++) if ($i ~ / filename=$/ && match($(i + 1), /src\/Daybreak[^\/]*\/.*/)) file = project = substr($(i + 1), RSTART + 4)
            sub(/\/.*/, "", project)
        }
        / number="/ && /<line / && project != "" {
            line = file ":" $2
            if (!(line in hits)) { lines[project]++; hits[line] = 0 }
            if ($4 > 0 && !hits[line]) { covered[project]++; hits[line] = 1 }
        }
        END { for (project in lines) print project, covered[project] + 0, lines[project] }' "$@" | sort
}

case ${1:-} in
    start)
        rm -rf "$results"
        for suite in "${suites[@]}"; do
            mkdir -p "$results/original/$suite"
            cp -p "artifacts/bin/$suite/debug"/[Dd]aybreak*.dll "$results/original/$suite"
        done
        run_target Instrument ;;
    report)
        run_target Report >/dev/null
        for suite in "${suites[@]}"; do cp -p "$results/original/$suite"/* "artifacts/bin/$suite/debug"; done
        lines_of "$results"/*.xml | awk '
            NR == FNR { if (!/^#/ && NF) floor[$1] = $2; next }
            FNR == 1 { printf "%-24s %8s %8s %7s %6s\n", "project", "lines", "covered", "%", "floor" }
            {
                percent = 100 * $2 / $3
                low = percent < floor[$1] || !($1 in floor)
                failed += low
                printf "%-24s %8d %8d %7.1f %6s%s\n", $1, $3, $2, percent, floor[$1], low ? "  too low" : ""
                delete floor[$1]
            }
            END { for (project in floor) { print project ": no result"; failed++ }; exit failed > 0 }' eng/coverage/floors.txt - ;;
    *)
        echo "usage: eng/coverage/coverage.sh start|report" >&2
        exit 64 ;;
esac
