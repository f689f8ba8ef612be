#!/bin/sh
# Unpacks a Debian package that fits the Debian of machine-image.sh, once, and prints the directory that holds its files. It is not installed: nothing of
# what it would configure or start comes with it.
#   machine-package.sh [--suite SUITE] NAME
# Needs root. environment: DAYBREAK_CACHE, where it is kept (default: ~/.cache/daybreak)
set -eu
suite=bookworm
if [ "${1:-}" = --within ]; then
    # Called by machine-layer.sh, below, for an image's root directory.
    # shellcheck disable=SC2016 # the inner shell's own argument
    exec chroot "$2" sh -euc 'apt-get -q update; mkdir -m 0777 /unpacked; cd /unpacked; apt-get -q download "$1"; dpkg-deb -x ./*.deb files' sh "$3"
fi
[ "${1:-}" != --suite ] || { suite=${2:?--suite needs a name}; shift 2; }
[ $# -eq 1 ] || { echo "usage: machine-package.sh [--suite SUITE] NAME" >&2; exit 64; }
eng=$(cd "$(dirname "$0")" && pwd)
image=$("$eng/machine-image.sh" --suite "$suite")
cache=${DAYBREAK_CACHE:-$HOME/.cache/daybreak}/packages
made=$cache/${image##*/}-$1

mkdir -p "$cache"
exec 9>"$cache/.lock"
flock 9
if [ ! -e "$made/complete" ]; then
    rm -rf "$cache/$suite-"*"-$1" "$made.layer"
    mkdir -p "$made"
    # machine-layer.sh runs one program, with the root directory as its first argument.
    # shellcheck disable=SC2016 # that program's own arguments
    printf '#!/bin/sh\nexec "%s" --within "$1" "$2"\n' "$eng/machine-package.sh" >"$made/fetch"
    chmod 0755 "$made/fetch"
    if ! "$eng/machine-layer.sh" "$image" "$made.layer" "$made/fetch" "$1" >"$made/log" 2>&1; then
        cat "$made/log" >&2
        echo "machine-package.sh: $1 could not be fetched for Debian $suite; what was said is above" >&2
        exit 69
    fi
    mv "$made.layer/unpacked/files" "$made/files"
    rm -rf "$made.layer"
    touch "$made/complete"
fi
echo "$made/files"
