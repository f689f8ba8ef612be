#!/usr/bin/env bash
# Scores cloud-init, WALinuxAgent, the platform guide's script and Daybreak, each in a booted Debian against the simulated Azure host.
#   eng/score.sh [--suite NAME] [--agents NAME,…] [--scenarios NAME,…] [--document]
# --suite NAME      a Debian release (default: bookworm)
# --agents …        which of cloud-init, waagent, guide, daybreak (default: all)
# --scenarios …     which scenarios (default: those of daybreak-simulator score)
# --document        put the result into docs/reference/simulator-score.md
# The results are in artifacts/score/SUITE. Needs root and QEMU; without KVM a boot takes a minute.
set -euo pipefail
cd "$(dirname "$0")/.."
# shellcheck source=eng/require.sh
. eng/require.sh

suite=bookworm agents=cloud-init,waagent,guide,daybreak document=
options=()
while [[ $# -gt 0 ]]; do
    case $1 in
        --suite) suite=${2:?--suite needs a name}; shift 2 ;;
        --agents) agents=${2:?--agents needs names}; shift 2 ;;
        --scenarios) options+=(--scenarios "${2:?--scenarios needs names}"); shift 2 ;;
        --document) document=yes; shift ;;
        *) sed -n '2,8s/^# \{0,1\}//p' "$0"; [[ $1 == --help ]] && exit 0 || exit 64 ;;
    esac
done
[[ $(id -u) -eq 0 ]] || { echo "score.sh: it makes network namespaces and files with other owners: run it as root" >&2; exit 77; }
require_dotnet
sh eng/requirements.sh
[[ -x out/daybreak-simulator ]] || ./build.sh simulator >&2
[[ -x out/daybreak || ,$agents, != *,daybreak,* ]] || ./build.sh agent >&2

image=$(eng/machine-image.sh --suite "$suite")
for agent in ${agents//,/ }; do
    disk=$(eng/agent-disk.sh --suite "$suite" "$agent")
    options+=(--agent "$(<"$disk/version")=$disk/disk.raw")
done
place=artifacts/score/$suite
mkdir -p "$place"
out/daybreak-simulator score "${options[@]}" --inspection-key "$image/ssh-key" --kernel "$image/vmlinux" --initrd "$image/initrd" \
    --append "root=LABEL=root rw net.ifnames=0" --markdown "$place/score.md" --json "$place/score.json"

if [[ -n $document ]]; then
    # What follows the mark is replaced.
    sed -i '/^<!-- made by eng\/score.sh/q' docs/reference/simulator-score.md
    { echo; echo "Debian $suite, $(sed 1q "$place/score.md")"; sed 1d "$place/score.md"; } >>docs/reference/simulator-score.md
fi
