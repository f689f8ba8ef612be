#!/usr/bin/env bash
# Puts the finished programs into out/: the agent and its certificate program as static executables, the simulator as a
# framework-dependent program.
#   ./build.sh [agent] [certificates] [simulator]     (default: all)
set -euo pipefail
cd "$(dirname "$0")"
. eng/require.sh
require_dotnet
what=" ${*:-agent certificates simulator} "
for program in $what; do
    [[ $program == agent || $program == certificates || $program == simulator ]] || { echo "usage: ./build.sh [agent] [certificates] [simulator]" >&2; exit 64; }
done
mkdir -p out

# The linker warns about dlopen, getpwnam and similar functions in a static executable. Our code calls none of them.
without_remarks() { grep -v 'in statically linked applications\|in function' || true; }

publish_static() { # PROJECT NAME
    dotnet publish "src/$1" --configuration Release --nologo --verbosity quiet --output "artifacts/static/$2" \
        2> >(without_remarks >&2) | without_remarks
    install -m 0755 "artifacts/static/$2/$2" "out/$2"
}

case $what in *" agent "*)
    require_packages gcc:gcc libc6-dev:/usr/include/stdio.h binutils:ld libcrypt-dev:/usr/include/crypt.h
    publish_static Daybreak daybreak ;;
esac
case $what in *" certificates "*)
    require_packages gcc:gcc libc6-dev:/usr/include/stdio.h binutils:ld cmake:cmake libssl-dev:/usr/include/openssl/ssl.h
    CMAKE_TOOLCHAIN_FILE=$PWD/eng/cmake/read-variables.cmake publish_static Daybreak.Certificates daybreak-certificates ;;
esac
case $what in *" simulator "*)
    dotnet publish src/Daybreak.Simulator --configuration Release --nologo --verbosity quiet --output out/simulator
    ln -sfn simulator/daybreak-simulator out/daybreak-simulator ;;
esac
ls -l out | sed 1d
