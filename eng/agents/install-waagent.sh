#!/bin/sh
# install-waagent.sh ROOT: WALinuxAgent as Debian packages it, configured to provision by itself. It runs eject and parted, which the package only suggests.
set -eu
export DEBIAN_FRONTEND=noninteractive
chroot "$1" apt-get -qq update
chroot "$1" apt-get -qq -y --no-install-recommends install waagent eject parted
sed -i 's/^Provisioning\.Agent=.*/Provisioning.Agent=waagent/' "$1/etc/waagent.conf"
rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/archives/*.deb
