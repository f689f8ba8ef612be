#!/usr/bin/env bash
# Puts the finished programs into out/: the agent as one static executable, the simulator as a framework-dependent program.
#   ./build.sh [agent] [simulator]     (default: all)
set -euo pipefail
cd "$(dirname "$0")"
. eng/require.sh
require_dotnet
what=${*:-agent simulator}
mkdir -p out

if [[ $what == *agent* ]]; then
    require_packages gcc:gcc libc6-dev:/usr/include/stdio.h binutils:ld
    framework=$(sed -n 's:.*<AgentPublishFramework [^>]*>\(.*\)</AgentPublishFramework>.*:\1:p' eng/Common.props)
    # The linker's remarks about dlopen and getpwnam in a static executable are expected: nothing of ours calls them.
    dotnet publish src/Daybreak --configuration Release --framework "$framework" --nologo --verbosity quiet --output artifacts/agent \
        2> >(grep -v 'in statically linked applications\|in function' >&2) | { grep -v 'in statically linked applications\|in function' || true; }
    install -m 0755 artifacts/agent/daybreak out/daybreak
fi

if [[ $what == *simulator* ]]; then
    dotnet publish src/Daybreak.Simulator --configuration Release --nologo --verbosity quiet --output out/simulator
    ln -sfn simulator/daybreak-simulator out/daybreak-simulator
fi
ls -l out | sed 1d
