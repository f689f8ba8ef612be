#!/usr/bin/env bash
# Fails if a tracked text file contains a phrase of eng/banned-phrases.txt. Prints file:line: phrase → suggestion.
#   eng/check-language.sh             all tracked files, except those of eng/language-exclusions.txt
#   eng/check-language.sh FILE...     these files
set -euo pipefail
cd "$(dirname "$0")/.."

patterns=('*.cs' '*.md' '*.sh' '*.1' '*.5' '*.8' '*.yaml' '*.yml' '*.conf' '*.service' '*.rules' '*.network' '*.link' '*.html' '*.js' '*.css' '*.props' '*.csproj' '.ci/run' 'packaging/*')

if [[ $# -gt 0 ]]; then files=("$@")
else
    mapfile -t excluded < <(grep -v '^#' eng/language-exclusions.txt | sed 's/^/:(exclude,top)/')
    mapfile -t files < <(git ls-files --cached --others --exclude-standard -- "${patterns[@]}" "${excluded[@]}" | sort -u)
fi
[[ ${#files[@]} -gt 0 ]] || { echo "check-language.sh: no files" >&2; exit 66; }

phrases=() suggestions=()
while IFS=$'\t' read -r phrase suggestion; do
    [[ -n $phrase && $phrase != \#* ]] || continue
    [[ -n $suggestion ]] || { echo "check-language.sh: eng/banned-phrases.txt: '$phrase' has no suggestion" >&2; exit 65; }
    # A test name has underscores where a sentence has spaces. A word before a colon is a name, such as a user in passwd(5).
    phrases+=("(^|[^[:alnum:]-])(${phrase// /[ _]})(\$|[^[:alnum:]:-])")
    suggestions+=("$suggestion")
done <eng/banned-phrases.txt

shopt -s nocasematch
found=0
# grep finds the lines; the loop finds out which phrase it was.
while IFS=: read -r file line text; do
    for i in "${!phrases[@]}"; do
        [[ $text =~ ${phrases[i]} ]] || continue
        echo "$file:$line: '${BASH_REMATCH[2]}' → ${suggestions[i]}"
        found=$((found + 1))
    done
done < <(printf '%s\n' "${phrases[@]}" | grep -nHiE -f - -- "${files[@]}" || true)

[[ $found -eq 0 ]] || { echo "check-language.sh: $found banned phrases"; exit 1; }
