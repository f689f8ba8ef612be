#!/bin/sh
# Makes the disk of a Debian that has a provisioning agent in it, once, and prints the directory that holds it:
#   disk.raw           the disk; it has no boot loader: start it with the kernel of machine-image.sh
#   version            the agent's name and version
#   agent-disk.sh [--suite NAME] cloud-init|waagent|guide|daybreak
# The directory's name is a hash of the recipe (Debian, scripts, agent), so that a changed recipe is a new disk. Needs root.
# environment: DAYBREAK_CACHE, where disks are kept (default: ~/.cache/daybreak)
set -eu
suite=bookworm
[ "${1:-}" != --suite ] || { suite=${2:?--suite needs a name}; shift 2; }
[ $# -eq 1 ] || { echo "usage: agent-disk.sh [--suite NAME] cloud-init|waagent|guide|daybreak" >&2; exit 64; }
agent=$1
eng=$(cd "$(dirname "$0")" && pwd)
repository=${eng%/*}
case $agent in
    cloud-init | waagent) set -- ;;
    guide) set -- "$repository/bench/guide.py" ;;
    daybreak) set -- "$repository/packaging/install.sh" "$repository/out/daybreak" ;;
    *) echo "agent-disk.sh: there is no agent '$agent'; there are cloud-init, waagent, guide and daybreak" >&2; exit 64 ;;
esac
for file; do [ -e "$file" ] || { echo "agent-disk.sh: '$file' is missing; run ./build.sh" >&2; exit 66; }; done

image=$("$eng/machine-image.sh" --suite "$suite")
cache=${DAYBREAK_CACHE:-$HOME/.cache/daybreak}/agents
hash=$({ echo "$image"; cat "$eng/machine-layer.sh" "$eng/machine-disk.sh" "$eng/agents/install-$agent.sh" "$@"; [ "$agent" != daybreak ] || cat "$repository"/packaging/systemd/* "$repository"/packaging/*.conf; } | sha256sum | cut -c1-16)
made=$cache/$suite-$agent-$hash

mkdir -p "$cache"
# Two that start together make it once.
exec 9>"$cache/.lock-$agent"
flock 9
if [ ! -e "$made/version" ]; then
    echo "agent-disk.sh: putting $agent into Debian $suite" >&2
    # Older ones are of no use any more.
    rm -rf "$cache/$suite-$agent-"*
    mkdir -p "$made"
    if ! "$eng/machine-layer.sh" "$image" "$made/layer" "$eng/agents/install-$agent.sh" "$@" >"$made/log" 2>&1; then
        cat "$made/log" >&2
        echo "agent-disk.sh: $agent could not be put into Debian $suite; what was said is above" >&2
        exit 69
    fi
    "$eng/machine-disk.sh" "$made/disk.raw" "$made/layer" "$image/rootfs"
    version() { sed -n "/^Package: $1\$/,/^\$/s/^Version: //p" "$made/layer/var/lib/dpkg/status"; }
    case $agent in
        cloud-init) title="cloud-init $(version cloud-init)" ;;
        waagent) title="WALinuxAgent $(version waagent)" ;;
        guide) title="the guide's script" ;;
        daybreak) title="Daybreak $("$repository/out/daybreak" --version | sed 's/^[^0-9]*//')" ;;
    esac
    rm -rf "$made/layer"
    echo "$title" >"$made/version"
fi
echo "$made"
