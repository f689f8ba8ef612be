#!/usr/bin/env bash
# Makes docs/images/simulator-page.png anew: the agent provisions against the simulator, with faults, in a real Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
. eng/require.sh
require_dotnet
require_packages chromium:chromium
[[ -x out/daybreak && -x out/daybreak-simulator ]] || ./build.sh agent simulator
dotnet build tests/Browser/Daybreak.Simulator.Page.Tests --nologo --verbosity quiet
mkdir -p docs/images
DAYBREAK_SCREENSHOT=$PWD/docs/images/simulator-page.png artifacts/bin/Daybreak.Simulator.Page.Tests/debug/Daybreak.Simulator.Page.Tests -class '*AgentTests' -noColor
ls -l docs/images/simulator-page.png
