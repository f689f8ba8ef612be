#!/usr/bin/env bash
# Fails if a page links to a file or heading that does not exist, or if a tracked file names a page of docs/ that does not exist.
set -euo pipefail
cd "$(dirname "$0")/.."

# The text without code blocks: what looks like a link there is none.
prose() { awk '/^ *```/ { code = !code; next } !code' "$1"; }

# The anchors of a page's headings, as GitHub makes them.
anchors() { prose "$1" | sed -nE 's/^#+ +//p' | sed -E 's/\[([^]]*)\]\([^)]*\)/\1/g' | tr '[:upper:]' '[:lower:]' | sed -E 's/[^[:alnum:] _-]//g; s/ /-/g'; }

broken=0
complain() { echo "$1"; broken=$((broken + 1)); }

while IFS= read -r page; do
    while IFS= read -r link; do
        [[ $link != *:* ]] || continue
        path=${link%%#*} anchor=
        [[ $link != *#* ]] || anchor=${link#*#}
        target=$page
        [[ -z $path ]] || target=$(realpath -m --relative-to=. "$(dirname "$page")/$path")
        if [[ ! -e $target ]]; then complain "$page: $link: no such file"
        elif [[ -n $anchor && $target == *.md ]] && ! grep -qxF -- "$anchor" <<<"$(anchors "$target")"; then complain "$page: $link: no such heading"
        fi
    done < <(prose "$page" | { grep -oE '\]\([^) ]+\)' || true; } | sed -E 's/^\]\(|\)$//g' | sort -u)
done < <(git ls-files --cached --others --exclude-standard -- '*.md')

while IFS=: read -r file line page; do
    [[ -e $page ]] || complain "$file:$line: $page: no such page"
done < <(git grep -noIE --untracked '\bdocs/[a-z/-]+\.md' -- ':(exclude)*.md' || true)

[[ $broken -eq 0 ]] || { echo "check-links.sh: $broken broken links"; exit 1; }
