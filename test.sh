#!/usr/bin/env bash
# Builds everything and runs every fast test: unit, property and component tests. A few minutes; ends with "N passed, N failed".
#   ./test.sh                 all of them
#   ./test.sh NAME...         those suites alone, such as Daybreak.Machine.Tests
set -euo pipefail
cd "$(dirname "$0")"
. eng/require.sh
. eng/results.sh
require_dotnet
# The component tests kill and trace the built programs (namespaces, chroot) and compare them with real programs.
require_packages strace:strace util-linux:unshare coreutils:chroot findutils:find iproute2:ip python3:python3 shellcheck:shellcheck \
    genisoimage:genisoimage udftools:mkudffs xorriso:xorriso openssl:openssl openssh-client:ssh-keygen \
    libcrypt-dev:/usr/include/crypt.h whois:mkpasswd sudo:visudo opendoas:doas busybox:busybox udev:udevadm passwd:useradd
# The tests distinguish disks with data from empty ones. Each is made by its own tool.
require_packages e2fsprogs:mkfs.ext4 xfsprogs:mkfs.xfs btrfs-progs:mkfs.btrfs ntfs-3g:mkntfs dosfstools:mkfs.vfat exfatprogs:mkfs.exfat f2fs-tools:mkfs.f2fs \
    cryptsetup-bin:cryptsetup fdisk:sfdisk util-linux:losetup

# The tests run sshd and ifup to find out what a configuration means. They are unpacked and not installed, because both would start to serve this machine.
command -v /usr/sbin/sshd >/dev/null || eng/unpack.sh artifacts/sshd usr/sbin/sshd openssh-server libwrap0
command -v /usr/sbin/ifup >/dev/null || eng/unpack.sh artifacts/ifupdown sbin/ifup ifupdown

begin_results
echo "== build"
# .ci/run builds everything with the analyzers.
export RunAnalyzers=false UseSharedCompilation=true
# Most programs that the tests start live for a second: profiling their code for later costs more than it gains.
export DOTNET_TieredPGO=0
./build.sh
dotnet build Daybreak.slnx --configuration Debug --nologo --verbosity quiet
echo "built after $(minutes_since_start) minutes"
[[ ${DAYBREAK_COVERAGE:-} != 1 ]] || eng/coverage/coverage.sh start

echo "== test"
# Background processes ignore the interrupt key.
trap 'trap "" TERM; kill 0; exit 130' INT
if [[ $# -gt 0 ]]; then suites=("$@")
else
    # The longest ones first.
    suites=(Daybreak.Tests Daybreak.Simulator.Tests Daybreak.Provisioning.Tests)
    for project in tests/*/*.csproj; do
        suite=$(basename "$project" .csproj)
        [[ " ${suites[*]} " == *" $suite "* ]] || suites+=("$suite")
    done
fi
# Tests with the trait machine=... boot a machine; .ci/run runs them. It also runs the slow ones (DAYBREAK_EXHAUSTIVE=1), and eng/nightly.sh
# even more inputs (DAYBREAK_EXHAUSTIVE=2).
filter=(-trait- "machine=*")
[[ ${DAYBREAK_EXHAUSTIVE:-0} -ge 1 ]] || filter+=(-trait- suite=slow)
for suite in "${suites[@]}"; do
    start_suite "$suite" "artifacts/bin/$suite/debug/$suite" "${filter[@]}"
done
finish_suites
if [[ ${DAYBREAK_COVERAGE:-} == 1 ]]; then
    echo "== coverage"
    run_check coverage eng/coverage/coverage.sh report
    [[ -e $results_directory/coverage.failed ]] || cat "$results_directory/coverage.log"
fi
close_results
