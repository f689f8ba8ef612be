#!/usr/bin/env bash
# Shows a first boot against a simulated Azure host, on any machine, without root: the plan, the run, the requests, the files, the timeline.
#   ./demo.sh          in a throw-away root directory
#   ./demo.sh --vm     on a booted Debian (needs root and QEMU)
set -euo pipefail
cd "$(dirname "$0")"
. eng/require.sh

heading() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

case ${1:-} in
    "") ;;
    --vm) exec eng/demo-machine.sh ;;
    *) echo "usage: ./demo.sh [--vm]" >&2; exit 64 ;;
esac

place=$(mktemp -d)
simulator=
cleanup() {
    if [[ -n $simulator ]]; then
        kill "$simulator" 2>/dev/null || true
        wait "$simulator" 2>/dev/null || true
    fi
    rm -rf "$place"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

require_dotnet
if [[ ! -x out/daybreak || ! -x out/daybreak-simulator || -n $(find src eng build.sh Directory.*.props -newer out/daybreak -type f -print -quit) ]]; then
    heading "Building the agent and the simulated Azure host (a minute or two, the first time)"
    ./build.sh agent simulator
fi

heading "A simulated Azure host on loopback: metadata service (IMDS) and WireServer"
cat >"$place/scenario.yaml" <<'YAML'
vm:
  name: web-1
  user: alice
  location: westeurope
YAML
cat "$place/scenario.yaml"
out/daybreak-simulator run --imds 127.0.0.1:0 --wireserver 127.0.0.1:0 --scenario "$place/scenario.yaml" --log "$place/requests" >"$place/listening" &
simulator=$!
for ((i = 0; i < 200; i++)); do
    if grep -q '^ready$' "$place/listening"; then break; fi
    kill -0 "$simulator" 2>/dev/null || { echo "demo.sh: the simulator did not start" >&2; exit 69; }
    sleep 0.1
done
imds=$(sed -n 's/^imds listening on //p' "$place/listening")
wireserver=$(sed -n 's/^wireserver listening on //p' "$place/listening")
cat "$place/listening"

heading "A root directory that looks like a small Debian, its first-boot unit enabled"
root=$place/root
mkdir -p "$root"/{etc/systemd/system/multi-user.target.wants,usr/lib/systemd/system,usr/sbin,var/lib,run,home,root,sys/class/dmi/id}
echo debian >"$root/etc/hostname"
printf '127.0.0.1\tlocalhost\n127.0.1.1\tdebian\n' >"$root/etc/hosts"
printf 'ID=debian\nVERSION_ID="12"\n' >"$root/etc/os-release"
printf 'root:x:0:0:root:/root:/bin/bash\n' >"$root/etc/passwd"
echo 1c5a4c54-4ecb-4a4b-9d7d-6f1f0b8a2b11 >"$root/sys/class/dmi/id/product_uuid"
cp packaging/systemd/azure-provisioning.service "$root/usr/lib/systemd/system/"
ln -s /usr/lib/systemd/system/azure-provisioning.service "$root/etc/systemd/system/multi-user.target.wants/"
(cd "$root" && find . \( -type f -o -type l \) -printf '/%P\n' | sort)

daybreak() {
    printf '\033[2m$ daybreak %s --root … --imds … --wireserver …\033[0m\n' "$*"
    out/daybreak "$@" --root "$root" --imds "$imds" --wireserver "$wireserver" --media none
}

# One line a request: when it came, what it was, and what was answered.
requests() {
    sed -E 's/.*"sinceStartMs":([0-9]+)[^,]*,.*"operation":"([^"]*)","method":"([^"]*)","target":"([^"]*)".*"answer":\{"status":([0-9]+).*/\1 ms\t\3 \4\t\5/' "$place/requests"
}

heading "What would be done (nothing is written)"
daybreak plan

heading "Provisioning"
daybreak provision

heading "What the platform was asked, and what it answered"
# The first request was the plan's.
requests | tail -n +2

heading "What is on the machine now"
for file in /etc/hostname /etc/hosts; do
    echo "$file:"
    sed 's/^/    /' "$root$file"
done
echo "/etc/systemd/system/multi-user.target.wants: $(find "$root/etc/systemd/system/multi-user.target.wants" -type l | wc -l) units (azure-provisioning.service has disabled itself)"

heading "Which source said what"
daybreak explain

heading "Where the time went"
daybreak timeline

heading "The second run does nothing"
before=$(wc -l <"$place/requests")
daybreak provision
echo "requests: $(($(wc -l <"$place/requests") - before))"
