#!/bin/sh
# install-guide.sh ROOT PROGRAM: what the platform's guide puts into an image that has no agent, in our words (bench/guide.py): a Python
# program that fetches the goal state and reports Ready, and a unit that runs it, sets the host name and disables itself.
set -eu
export DEBIAN_FRONTEND=noninteractive
chroot "$1" apt-get -qq update
chroot "$1" apt-get -qq -y --no-install-recommends install python3-minimal python3 curl
rm -rf "$1"/var/lib/apt/lists/* "$1"/var/cache/apt/archives/*.deb
install -D -m 0755 "$2" "$1/usr/local/azure-provisioning.py"
cat >"$1/etc/systemd/system/azure-provisioning.service" <<'END'
[Unit]
Description=Azure Provisioning
After=network-online.target
Wants=network-online.target

[Service]
Type=oneshot
ExecStart=/usr/bin/python3 /usr/local/azure-provisioning.py 168.63.129.16
ExecStart=/bin/sh -c "hostnamectl set-hostname $(curl -s -H 'metadata: true' 'http://169.254.169.254/metadata/instance/compute/name?api-version=2019-06-01&format=text')"
ExecStart=/usr/bin/systemctl disable azure-provisioning.service

[Install]
WantedBy=multi-user.target
END
chroot "$1" systemctl --quiet enable azure-provisioning.service
