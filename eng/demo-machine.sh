#!/usr/bin/env bash
# ./demo.sh --vm: a Debian boots and provisions itself against the simulated Azure host. Needs root, for the network namespace.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/require.sh
require_dotnet
[[ $(id -u) -eq 0 ]] || { echo "demo.sh: --vm makes network namespaces and files with other owners: run it as root" >&2; exit 77; }
sh eng/requirements.sh

if [[ ! -x out/daybreak || ! -x out/daybreak-simulator || -n $(find src eng build.sh Directory.*.props -newer out/daybreak -type f -print -quit) ]]; then
    echo "== Building the agent and the simulated Azure host (a minute or two, the first time)"
    ./build.sh agent simulator
fi
dotnet build tests/EndToEnd --nologo --verbosity quiet
# The runner's own words are of interest only when it fails.
artifacts/bin/EndToEnd/debug/EndToEnd -explicit only -class EndToEnd.Demonstration -silent -noColor && exit 0
status=$?
echo "demo.sh: the demonstration failed; the machine's console is artifacts/machine-tests/qemu-demo/console.log" >&2
exit "$status"
