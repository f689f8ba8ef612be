#!/usr/bin/env bash
# Unpacks Debian's sshd into DIR for the tests, which only ask it what a configuration means (sshd -T). Nothing is installed, and nothing started.
#   eng/unpack-sshd.sh DIR
set -euo pipefail
[[ -x $1/usr/sbin/sshd ]] && exit 0
mkdir -p "$1/packages"
cd "$1/packages"
apt-get --quiet=2 download openssh-server libwrap0
for package in ./*.deb; do dpkg-deb --extract "$package" ..; done
rm -r "$1/packages"
