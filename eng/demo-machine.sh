#!/usr/bin/env bash
# ./demo.sh --vm: a Debian boots and provisions itself against the simulated Azure host. Needs root, for the network namespace.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/require.sh
require_dotnet
[[ $(id -u) -eq 0 ]] || { echo "demo.sh: --vm makes network namespaces and files with other owners: run it as root" >&2; exit 77; }
sh eng/requirements.sh

heading() { printf '\n\033[1m== %s\033[0m\n' "$*"; }

if [[ ! -x out/daybreak || ! -x out/daybreak-simulator || -n $(find src eng build.sh Directory.*.props -newer out/daybreak -type f -print -quit) ]]; then
    heading "Building the agent and the simulated Azure host (a minute or two, the first time)"
    ./build.sh agent simulator
fi

heading "Debian 12 with the agent in it, made once and kept; a minute or two, the first time"
image=$(eng/machine-image.sh)
disk=$(eng/agent-disk.sh daybreak)
ls -l "$disk/disk.raw"

heading "The VM that it is to be"
place=artifacts/demo
mkdir -p "$place"
rm -f "$place/console.log"
cat >"$place/scenario.yaml" <<'YAML'
vm:
  name: web-1
  user: alice
  location: westeurope
YAML
cat "$place/scenario.yaml"

heading "It boots, in a network of its own with 168.63.129.16 and 169.254.169.254 in it (without KVM this takes a minute)"
status=0
out/daybreak-simulator boot "$disk/disk.raw" --scenario "$place/scenario.yaml" --console "$place/console.log" \
    --kernel "$image/vmlinux" --initrd "$image/initrd" --append "root=LABEL=root rw net.ifnames=0" || status=$?

heading "The agent's lines on the serial console, all of which is in $place/console.log"
sed -n 's/.*\(daybreak\[[0-9]*\]: \)/\1/p' "$place/console.log" | tr -d '\r'
exit "$status"
