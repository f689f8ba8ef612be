#!/usr/bin/env bash
# Measures the agent side by side with the platform guide's script, in one run, against one simulator without latency.
#   bench/run.sh [--runs N] [--disk DIR]
# --runs N    how often each command is measured (default 200)
# --disk DIR  where the root directories of the fsync measurement lie, on a real disk (default: artifacts/bench)
# environment: PYTHON, the interpreter of guide.py (default: /usr/bin/python3, else the one in PATH)
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=eng/require.sh
. eng/require.sh

runs=200 disk=$PWD/artifacts/bench
while [[ $# -gt 0 ]]; do
    case $1 in
        --runs) runs=${2:?--runs needs a number}; shift 2 ;;
        --disk) disk=$(mkdir -p "${2:?--disk needs a directory}" && cd "$2" && pwd); shift 2 ;;
        *) sed -n '2,6s/^# \{0,1\}//p' "$0"; [[ $1 == --help ]] && exit 0 || exit 64 ;;
    esac
done
[[ $runs =~ ^[1-9][0-9]{0,3}$ ]] || { echo "bench: --runs $runs is not a number from 1 to 9999" >&2; exit 64; }
require_packages gcc:gcc libc6-dev:/usr/include/stdio.h python3:python3 curl:curl
if [[ ! -x out/daybreak || ! -x out/daybreak-simulator ]]; then ./build.sh >&2; fi

# A version manager's python3 is a shell script; the interpreter behind it is what is measured.
if [[ -z ${PYTHON:-} && -x /usr/bin/python3 ]]; then python=/usr/bin/python3; else python=${PYTHON:-$(python3 -c 'import sys; print(sys.executable)')}; fi
memory=$(mktemp -d /dev/shm/daybreak-bench.XXXXXX)
mkdir -p "$disk"
disk=$(mktemp -d "$disk/run.XXXXXX")
simulator=
finish() {
    if [[ -n $simulator ]]; then kill "$simulator" 2>/dev/null || true; fi
    rm -rf "$memory" "$disk"
}
trap finish EXIT
trap 'exit 130' INT TERM

gcc -O2 -static -o "$memory/measure" bench/measure.c
gcc -O2 -static -o "$memory/nothing" -x c - <<<'int main(void) { return 0; }'

cat >"$memory/scenario.yaml" <<'END'
vm:
  name: bench-vm
  user: azureuser
  publicKeys:
  - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB2gBBh1MwTkUUuVnELj9GCLZ6UPPMBnjFs3VAvQCyXh bench
  - ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIF3gBBh1MwTkUUuVnELj9GCLZ6UPPMBnjFs3VAvQCyXh more
imds: {rateLimit: off}
END
out/daybreak-simulator run --imds 127.0.0.1:0 --wireserver 127.0.0.1:0 --scenario "$memory/scenario.yaml" --for-seconds 1800 --page off >"$memory/simulator" &
simulator=$!
for _ in $(seq 200); do
    grep -qx ready "$memory/simulator" && break
    kill -0 "$simulator" 2>/dev/null || { echo "bench: the simulator did not start" >&2; exit 69; }
    sleep 0.1
done
imds=$(sed -n 's:^imds listening on http\://::p' "$memory/simulator")
wireserver=$(sed -n 's:^wireserver listening on http\://::p' "$memory/simulator")

# A root directory as an image has it: an arbitrary host name, /etc/hosts with it, the enabled unit.
root() { # DIRECTORY
    mkdir -p "$1/etc/systemd/system/multi-user.target.wants" "$1/usr/lib/systemd/system"
    mkdir -p "$1"/etc/{default,skel,sudoers.d} "$1"/{usr/bin,home,root,var/lib,run}
    printf 'root:x:0:0:root:/root:/bin/bash\n' >"$1/etc/passwd"
    printf 'root:*:20000:0:99999:7:::\n' >"$1/etc/shadow"
    printf 'root:x:0:\nadm:x:4:\nsudo:x:27:\n' >"$1/etc/group"
    printf 'root:*::\nadm:*::\nsudo:*::\n' >"$1/etc/gshadow"
    printf 'UID_MIN 1000\nUSERGROUPS_ENAB yes\n' >"$1/etc/login.defs"
    echo '# ~/.profile' >"$1/etc/skel/.profile"
    echo '@includedir /etc/sudoers.d' >"$1/etc/sudoers"
    touch "$1"/etc/{subuid,subgid} "$1"/usr/bin/{sudo,sh}
    echo debian >"$1/etc/hostname"
    printf '127.0.0.1\tlocalhost\n127.0.1.1\tdebian\n' >"$1/etc/hosts"
    cp packaging/systemd/azure-provisioning.service "$1/usr/lib/systemd/system/"
    ln -s /usr/lib/systemd/system/azure-provisioning.service "$1/etc/systemd/system/multi-user.target.wants/"
}
warm_up=30
for round in $(seq 0 $((warm_up + runs))); do
    root "$memory/root$round"
    root "$memory/again$round"
    root "$disk/root$round"
done
root "$memory/done"
mkdir "$memory/guide"

agent() { # VERB ROOT
    printf '%s\n' "$PWD/out/daybreak" "$1" --root "$2" --imds "http://$imds" --wireserver "http://$wireserver" --vm-id 5f1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d
}
mapfile -t first < <(agent provision "$memory/root{n}")
mapfile -t again < <(agent provision "$memory/again{n}")
mapfile -t on_disk < <(agent provision "$disk/root{n}")
mapfile -t second < <(agent provision "$memory/done")
mapfile -t boot < <(agent boot "$memory/done")
"${second[@]}" >/dev/null
# What the provisioned root is to hold, or the figures would be about something else.
[[ $(<"$memory/done/etc/hostname") == bench-vm ]] || { echo "bench: the agent did not set the host name" >&2; exit 70; }

table() { # TITLE
    awk -F'\t' -v title="$1" '
        BEGIN { printf "\n%-34s %9s %17s %10s %9s %8s %9s\n", title, "median", "p10 … p90", "peak mem", "children", "threads", "ratio" }
        { printf "%-34s %6.2f ms %7.2f … %7.2f %6.1f MiB %9d %8d %8.2fx\n", $1, $2, $3, $4, $5 / 1024, $6, $7, $8 }'
}
echo "$(date -u +%F), $(nproc) cores, $(sed -n 's/^PRETTY_NAME="\(.*\)"/\1/p' /etc/os-release), $("$python" --version), $runs runs of each, in turn"

"$memory/measure" "$runs" "$warm_up" "guide: Python" \
    -- "guide: Python" "$python" bench/guide.py "$wireserver" "$imds" "$memory/guide/hostname" \
    -- "guide: Python, then sh and curl" /bin/sh bench/guide-unit.sh "$python" "$wireserver" "$imds" "$memory/guide/hostname" \
    -- "guide: sh, curl, sed" /bin/sh bench/guide-curl.sh "$wireserver" "$imds" "$memory/guide/hostname" \
    -- "daybreak provision, first run" "${first[@]}" \
    -- "daybreak provision, second run" "${second[@]}" \
    -- "daybreak boot, nothing to do" "${boot[@]}" \
    -- "daybreak --version" "$PWD/out/daybreak" --version \
    -- "floor: python3 -c pass" "$python" -c pass \
    -- "floor: curl --version" "$(command -v curl)" --version \
    -- "floor: a static program" "$memory/nothing" >"$memory/figures"
table "against the guide, tmpfs" <"$memory/figures"

"$memory/measure" "$runs" "$warm_up" "root directory on tmpfs" \
    -- "root directory on tmpfs" "${again[@]}" \
    -- "root directory on a disk" "${on_disk[@]}" >"$memory/sync"
table "what fsync costs ($(stat -f -c %T "$disk"))" <"$memory/sync"

echo
awk -F'\t' -v size="$(stat -L -c %s out/daybreak)" '
    function row(what, budget, value, met) { printf "%-50s %14s %14s  %s\n", what, budget, value, met ? "met" : "MISSED" }
    $1 == "daybreak provision, first run" { wall = $2; mib = $5 / 1024; children = $6 }
    $1 == "daybreak provision, second run" { second = $2 }
    $1 == "daybreak boot, nothing to do" { boot = $2 }
    END {
        printf "%-50s %14s %14s\n", "budget", "at most", "measured"
        row("size of the executable", "9.00 MB", sprintf("%.2f MB", size / 1e6), size <= 9e6)
        row("first provisioning, tmpfs: wall", "5 ms", sprintf("%.2f ms", wall), wall <= 5)
        row("first provisioning, tmpfs: peak memory", "16 MiB", sprintf("%.1f MiB", mib), mib <= 16)
        row("first provisioning, tmpfs: child processes", "0", children, children == 0)
        row("second run: wall", "2 ms", sprintf("%.2f ms", second), second <= 2)
        row("boot, nothing to do: wall", "2 ms", sprintf("%.2f ms", boot), boot <= 2)
    }' "$memory/figures"
