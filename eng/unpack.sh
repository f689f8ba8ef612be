#!/usr/bin/env bash
# Unpacks Debian packages into DIR, for tests that only ask their programs something. Nothing is installed, and nothing started.
#   eng/unpack.sh DIR PROGRAM PACKAGE...
# DIR       where to; made
# PROGRAM   a path in DIR that is there afterwards: then nothing is done
set -euo pipefail
directory=$1 program=$2
shift 2
[[ -x $directory/$program ]] && exit 0
mkdir -p "$directory/packages"
cd "$directory/packages"
apt-get --quiet=2 --option APT::Sandbox::User=root download "$@"
for package in ./*.deb; do dpkg-deb --extract "$package" ..; done
rm -r ../packages
