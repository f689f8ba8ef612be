# shellcheck shell=bash
# To be sourced. Runs test suites, keeps xunit's own result file of each, and adds them up.
#   results_directory   where the result files are; what is in it when sourcing is no result of this run

results_directory=artifacts/results

# begin_results: forgets the results of earlier runs
begin_results() {
    rm -rf "$results_directory"
    mkdir -p "$results_directory"
}

# run_suite NAME MINUTES EXECUTABLE [ARGUMENT]...   says in one line how it went, and more when it went wrong
run_suite() {
    local name=$1 minutes=$2 status=0 file
    shift 2
    file=$results_directory/$name
    timeout --kill-after=30 "${minutes}m" "$@" -noColor -xml "$file.xml" >"$file.log" 2>&1 || status=$?
    if [[ ! -s $file.xml ]]; then
        cat "$file.log"
        [[ $status -ne 124 ]] || status="124, after $minutes minutes"
        echo "$name: no result: exit status $status"
        echo "$name" >"$file.crashed"
        return 0
    fi
    [[ $(count_of failed "$file.xml") -eq 0 && $(count_of errors "$file.xml") -eq 0 ]] || cat "$file.log"
    echo "$name: $(sentence_of "$file.xml") in $(attribute_of time "$file.xml") s"
}

# attribute_of NAME FILE: an attribute of the assembly element
attribute_of() {
    sed -n "s/.*<assembly [^>]*[ ]$1=\"\([^\"]*\)\".*/\1/p" "$2" | head -n 1
}

# count_of NAME FILE...: the sum of a count of the assembly elements
count_of() {
    local name=$1 file sum=0 count
    shift
    for file in "$@"; do
        count=$(attribute_of "$name" "$file")
        sum=$((sum + ${count:-0}))
    done
    echo "$sum"
}

# sentence_of FILE...: "N passed, N failed", and ", N skipped" where there are any; suites that ended without a result count as one failure each
sentence_of() {
    local passed failed skipped crashed
    passed=$(count_of passed "$@")
    skipped=$(count_of skipped "$@")
    failed=$(($(count_of failed "$@") + $(count_of errors "$@")))
    if [[ $# -gt 1 ]]; then
        crashed=$(find "$results_directory" -name '*.crashed' | wc -l)
        failed=$((failed + crashed))
    fi
    if [[ $skipped -gt 0 ]]; then echo "$passed passed, $failed failed, $skipped skipped"
    else echo "$passed passed, $failed failed"
    fi
}

# list_skipped: each skipped test with its reason, one a line
list_skipped() {
    local file
    for file in "$results_directory"/*.xml; do
        [[ -e $file ]] || continue
        tr -d '\n' <"$file" | sed 's/<test /\n<test /g' \
            | sed -n 's/^<test [^>]*[ ]name="\([^"]*\)"[^>]*result="Skip".*<reason><!\[CDATA\[\(.*\)\]\]><\/reason>.*/skipped: \1: \2/p' \
            | sed 's/\\\?&quot;/"/g; s/&lt;/</g; s/&gt;/>/g; s/&apos;/'"'"'/g; s/&amp;/\&/g'
    done
}

# close_results: what was skipped, then the one line that sums up; its status says whether everything passed
close_results() {
    local files=("$results_directory"/*.xml) sentence
    list_skipped
    sentence=$(sentence_of "${files[@]}" /dev/null)
    echo "$sentence"
    [[ $sentence == *" 0 failed"* && $sentence != "0 passed"* ]]
}
