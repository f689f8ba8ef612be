#!/bin/sh
# install-agent.sh INSTALLER EXECUTABLE: run by with-disk.sh. Puts Daybreak into the image as an image builder would, and has it redirect the console.
set -eu
[ $# -eq 2 ] || { echo "usage: install-agent.sh INSTALLER EXECUTABLE" >&2; exit 64; }
"$1" --root /mnt --executable "$2"
mkdir -p /mnt/etc/daybreak/daybreak.conf.d
printf '[Console]\nSerial=yes\n' >/mnt/etc/daybreak/daybreak.conf.d/console.conf
