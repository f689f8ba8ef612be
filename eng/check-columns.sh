#!/usr/bin/env bash
# Checks that C# files gain no long lines: in no project may the number of lines over 140 or over 200 columns exceed that in eng/long-lines.txt.
#   eng/check-columns.sh            prints the projects with more, and fails if there are any
#   eng/check-columns.sh --lower    records the present numbers where they are lower
set -euo pipefail
cd "$(dirname "$0")/.."
table=eng/long-lines.txt

# over COLUMNS: "FILE:N" for each C# file
over() {
    git ls-files --cached --others --exclude-standard -z -- '*.cs' | LC_ALL=C.UTF-8 xargs -0 grep -scE "^.{$(($1 + 1))}" || true
}

# "PROJECT N140 N200" for each project, such as src/Daybreak.Core
present() {
    { over 140 | sed 's/$/:0/'; over 200 | sed 's/:/:0:/'; } | awk -F : '
        {
            n = split($1, part, "/")
            project = n > 2 ? part[1] "/" part[2] : part[1]
            over140[project] += $2
            over200[project] += $3
        }
        END { for (project in over140) print project, over140[project], over200[project] }' | LC_ALL=C sort
}

case ${1:-} in
    '')
        present | awk -v table="$table" '
            NR == FNR { over140[$1] = $2; over200[$1] = $3; next }
            $2 > over140[$1] + 0 { print $1 ": " $2 " lines over 140 columns, and " table " has " over140[$1] + 0; failed = 1 }
            $3 > over200[$1] + 0 { print $1 ": " $3 " lines over 200 columns, and " table " has " over200[$1] + 0; failed = 1 }
            END { exit failed }' "$table" - ;;
    --lower)
        present | awk '
            NR == FNR { over140[$1] = $2; over200[$1] = $3; known[$1] = 1; next }
            known[$1] { print $1, $2 < over140[$1] ? $2 : over140[$1], $3 < over200[$1] ? $3 : over200[$1] }' "$table" - >"$table.new"
        mv "$table.new" "$table" ;;
    *)
        echo "usage: eng/check-columns.sh [--lower]" >&2
        exit 64 ;;
esac
