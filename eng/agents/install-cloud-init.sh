#!/bin/sh
# install-cloud-init.sh ROOT: cloud-init as Debian packages it, unchanged, and the package it recommends for hashing passwords where Python has no crypt (3.13).
set -eu
export DEBIAN_FRONTEND=noninteractive
chroot "$1" apt-get -qq update
chroot "$1" apt-get -qq -y --no-install-recommends install cloud-init python3-passlib
rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/archives/*.deb
