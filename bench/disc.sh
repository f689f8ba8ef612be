#!/usr/bin/env bash
# Reads the provisioning disc in a booted, emulated VM: Daybreak's own reader (a whole "daybreak explain", start included) next to
# mount + cat + umount with the kernel's udf driver, and "daybreak --version" as the floor. Needs root and QEMU; a minute or two.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/require.sh
require_dotnet
sh eng/requirements.sh
[[ -x out/daybreak && -x out/daybreak-simulator ]] || ./build.sh agent simulator
dotnet build tests/EndToEnd --nologo --verbosity quiet
rm -f artifacts/bench/disc.txt
artifacts/bin/EndToEnd/debug/EndToEnd -trait machine=bench >artifacts/bench.log 2>&1 || { cat artifacts/bench.log >&2; exit 1; }
cat artifacts/bench/disc.txt
