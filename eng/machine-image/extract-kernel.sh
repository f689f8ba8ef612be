#!/bin/sh
# extract-kernel.sh VMLINUZ VMLINUX: takes the ELF kernel out of a bzImage.
# The boot protocol's header (Documentation/arch/x86/boot.rst) says where the compressed payload lies:
#   0x1f1 setup_sects (u8), 0x248 payload_offset (u32), 0x24c payload_length (u32); the last 4 bytes are the size.
set -eu
[ $# -eq 2 ] || { echo "usage: extract-kernel.sh VMLINUZ VMLINUX" >&2; exit 64; }

number() { od -An -t "u$3" -j "$2" -N "$3" "$1" | tr -d ' '; }

sectors=$(number "$1" 497 1)
[ "$sectors" -ne 0 ] || sectors=4
start=$(( (sectors + 1) * 512 + $(number "$1" 584 4) ))
length=$(( $(number "$1" 588 4) - 4 ))

payload=$2.payload
trap 'rm -f "$payload"' EXIT
tail -c +$((start + 1)) "$1" | head -c "$length" >"$payload"
case $(od -An -t x1 -N 4 "$payload" | tr -d ' ') in
    fd377a58) xz --decompress --stdout "$payload" >"$2" ;;
    1f8b*) gzip --decompress --stdout "$payload" >"$2" ;;
    28b52ffd) zstd --quiet --decompress --stdout "$payload" >"$2" ;;
    02214c18) lz4 --quiet --decompress --stdout "$payload" >"$2" ;;
    *) echo "extract-kernel.sh: $1: the payload's compression is not known" >&2; exit 65 ;;
esac
[ "$(od -An -c -j 1 -N 3 "$2" | tr -d ' ')" = ELF ] || { echo "extract-kernel.sh: $1: the payload is not an ELF file" >&2; exit 65; }
