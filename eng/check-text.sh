#!/usr/bin/env bash
# Checks the text of pages, comments and messages: banned phrases, links, spelling, and long lines of C#. Needs npm for the spell checker.
#   eng/check-text.sh             all tracked files
#   eng/check-text.sh FILE...     these files
# New words go into eng/words.txt, new phrases into eng/banned-phrases.txt.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/require.sh

cspell_version=8.19.4
status=0
eng/check-language.sh "$@" || status=1
eng/check-links.sh || status=1
eng/check-columns.sh || status=1

require_packages npm:npm
cspell=artifacts/cspell-$cspell_version/node_modules/.bin/cspell
[[ -x $cspell ]] || npm install --silent --no-audit --no-fund --no-save --prefix "artifacts/cspell-$cspell_version" "cspell@$cspell_version"

if [[ $# -gt 0 ]]; then files=("$@")
else mapfile -t files < <(git ls-files --cached --others --exclude-standard -- '*.cs' '*.md' '*.5' '*.8' '*.sh' '*.yaml' '*.yml' '*.js' '*.html' .ci/run packaging)
fi
printf '%s\n' "${files[@]}" | "$cspell" lint --no-progress --no-must-find-files --cache --cache-location "artifacts/cspell-$cspell_version/cache" --file-list stdin || status=1
exit "$status"
