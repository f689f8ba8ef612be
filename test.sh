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
    libcrypt-dev:/usr/include/crypt.h whois:mkpasswd sudo:visudo opendoas:doas
# The tests distinguish disks with data from empty ones. Each is made by its own tool.
require_packages e2fsprogs:mkfs.ext4 xfsprogs:mkfs.xfs btrfs-progs:mkfs.btrfs ntfs-3g:mkntfs dosfstools:mkfs.vfat exfatprogs:mkfs.exfat f2fs-tools:mkfs.f2fs \
    cryptsetup-bin:cryptsetup fdisk:sfdisk util-linux:losetup

# The tests run sshd and ifup to find out what a configuration means. They are unpacked and not installed, because both would start to serve this machine.
command -v /usr/sbin/sshd >/dev/null || eng/unpack.sh artifacts/sshd usr/sbin/sshd openssh-server libwrap0 || echo "$0: without sshd, the tests that ask it are skipped" >&2
command -v /usr/sbin/ifup >/dev/null || eng/unpack.sh artifacts/ifupdown sbin/ifup ifupdown || echo "$0: without ifup, the test that asks it is skipped" >&2

begin_results
echo "== build"
./build.sh
dotnet build Daybreak.slnx --configuration Debug --nologo --verbosity quiet

echo "== test"
if [[ $# -gt 0 ]]; then suites=("$@")
else
    suites=()
    for project in tests/*/*.csproj; do suites+=("$(basename "$project" .csproj)"); done
fi
for suite in "${suites[@]}"; do
    # Tests that boot a machine have the trait machine=… and run in .ci/run.
    run_suite "$suite" 10 "artifacts/bin/$suite/debug/$suite" -trait- "machine=*"
done
close_results
