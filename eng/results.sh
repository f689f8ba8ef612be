# shellcheck shell=bash
# To be sourced. Runs test suites, two at a time, and adds up xunit's result files.
#   results_directory   the result files; after sourcing it may still contain those of an earlier run

results_directory=artifacts/results
# No suite has a time limit: a busy machine could exceed it. A suite in which no test starts or ends for this long hangs.
hang_minutes=${DAYBREAK_HANG_MINUTES:-10}
# A suite that has written its results must exit within this time.
exit_seconds=120

# begin_results: deletes the results of earlier runs
begin_results() {
    rm -rf "$results_directory"
    mkdir -p "$results_directory"
}

# start_suite NAME EXECUTABLE [ARGUMENT]...   runs the suite in the background as soon as fewer than two run
start_suite() {
    while [[ $(jobs -pr | wc -l) -ge 2 ]]; do wait -n || true; done
    run_suite "$@" &
}

# finish_suites: waits for all started suites
finish_suites() { wait; }

# run_suite NAME EXECUTABLE [ARGUMENT]...   prints one line with the result, after the log if a test failed. A test that skips itself, because a program
#   is missing for example, counts as failed: the scripts install everything.
run_suite() {
    local name=$1 status=0 suite file
    shift
    file=$results_directory/$name
    # The shell makes background processes ignore SIGINT. The tests send it to programs that they start.
    env --default-signal=INT "$@" -noColor -failSkips -noAutoReporters -reporter verbose -xml "$file.xml" >"$file.log" 2>&1 &
    suite=$!
    watch_progress "$suite" "$file" >/dev/null 2>&1 &
    wait "$suite" || status=$?
    kill $! 2>/dev/null || true
    {
        # The results are complete, so a program that does not exit is reported and does not count as failed.
        [[ ! -e $file.lingered ]] || { echo "$name:"; cat "$file.lingered"; }
        if [[ -e $file.hung || ! -s $file.xml ]]; then
            failures_of "$file.log"
            [[ ! -e $file.hung ]] || cat "$file.hung"
            echo "$name: did not finish: exit status $status"
            echo "$name" >"$file.failed"
        else
            [[ $(count_of failed "$file.xml") -eq 0 && $(count_of errors "$file.xml") -eq 0 ]] || failures_of "$file.log"
            echo "$name: $(sentence_of "$file.xml") in $(attribute_of time "$file.xml") s"
        fi
    } >"$file.summary"
    # In one write, so that the lines of two suites do not mix.
    cat "$file.summary"
}

# run_check NAME COMMAND [ARGUMENT]...   a check without a result file: it counts as one failed test if the command fails
run_check() {
    local name=$1 file=$results_directory/$1
    shift
    if "$@" >"$file.log" 2>&1; then echo "$name: passed"
    else
        cat "$file.log"
        echo "$name: failed"
        echo "$name" >"$file.failed"
    fi
}

# watch_progress PROCESS FILE: ends a suite whose log has not grown for hang_minutes, and names the tests that were running
watch_progress() {
    local last=$SECONDS size=0 now
    while sleep 5 && kill -0 "$1" 2>/dev/null; do
        now=$(stat -c %s "$2.log")
        if [[ $now -ne $size ]]; then
            size=$now
            last=$SECONDS
        elif [[ -s $2.xml ]] && ((SECONDS - last >= exit_seconds)); then
            { echo "the program did not exit within $exit_seconds s after its last test; its threads and child processes:"; rest_of "$1"; } >"$2.lingered"
            kill -KILL "$1"
            return
        elif ((SECONDS - last >= hang_minutes * 60)); then
            { echo "no test started or ended for $hang_minutes minutes; running tests:"; running_in "$2.log"; } >"$2.hung"
            kill -KILL "$1"
            return
        fi
    done
}

# rest_of PROCESS: the threads of a process and what each waits for, and its child processes
rest_of() {
    local task
    for task in "/proc/$1/task"/*; do echo "    thread $(cat "$task/comm" "$task/wchan" 2>/dev/null | tr '\n' ' ')"; done | sort | uniq -c
    ps -o pid=,etimes=,args= --ppid "$1" | cut -c 1-160
}

# running_in LOG: the tests that have started and not finished
running_in() {
    comm -23 <(sed -n 's/^ *\(.*\) \[STARTING\]$/    \1/p' "$1" | sort) <(sed -n 's/^ *\(.*\) \[FINISHED\].*$/    \1/p' "$1" | sort)
}

# failures_of LOG: the log without the lines of each test's start and end
failures_of() { grep -v '\[STARTING\]\|\[FINISHED\]' "$1" || true; }

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

# sentence_of FILE...: "N passed, N failed", and ", N skipped" if tests were skipped
sentence_of() {
    local passed failed skipped
    passed=$(count_of passed "$@")
    skipped=$(count_of skipped "$@")
    failed=$(($(count_of failed "$@") + $(count_of errors "$@") + ${more_failed:-0}))
    if [[ $skipped -gt 0 ]]; then echo "$passed passed, $failed failed, $skipped skipped"
    else echo "$passed passed, $failed failed"
    fi
}

# minutes_since_start: how long the script has been running, as M:SS
minutes_since_start() { printf '%d:%02d' $((SECONDS / 60)) $((SECONDS % 60)); }

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

# close_results: the skipped tests, the time taken, and on the last line the counts; suites without a result and failed checks count as one
# failure each. The status says whether everything passed.
close_results() {
    local files=("$results_directory"/*.xml) sentence more_failed
    list_skipped
    more_failed=$(find "$results_directory" -name '*.failed' | wc -l)
    sentence=$(sentence_of "${files[@]}" /dev/null)
    echo "took $(minutes_since_start) minutes"
    echo "$sentence"
    [[ $sentence == *" 0 failed"* && $sentence != "0 passed"* ]]
}
