#!/bin/sh
# The platform guide's unit, as far as it can run without a running systemd: the Python script makes its two requests, then a
# shell writes what curl gets from IMDS. hostnamectl and systemctl, which the unit runs too, are left out: a file favours it.
#   guide-unit.sh PYTHON WIRESERVER IMDS HOSTNAME-FILE        (path, ADDRESS:PORT, ADDRESS:PORT, where to write the name)
set -eu
"$1" "$(dirname "$0")/guide.py" "$2"
name=$(curl --fail --silent --show-error --noproxy '*' -H 'Metadata: true' \
    "http://$3/metadata/instance/compute/name?api-version=2019-06-01&format=text")
echo "$name" >"$4"
