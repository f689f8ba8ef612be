#!/bin/sh
# install-daybreak.sh ROOT INSTALLER EXECUTABLE: Daybreak, as packaging/install.sh puts it into an image.
set -eu
"$2" --root "$1" --executable "$3"
