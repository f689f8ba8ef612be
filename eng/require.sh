# shellcheck shell=bash
# To be sourced. Installs the Debian packages that a script needs and that are missing; says what to install where it may not.

require_dotnet() {
    command -v dotnet >/dev/null || { echo "$0: the .NET SDK 10 is needed: https://dotnet.microsoft.com/download" >&2; exit 69; }
    export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
}

# require_packages PACKAGE:WHAT_IT_BRINGS...     a program's name, or the path of a file
require_packages() {
    local entry package brings missing=()
    for entry in "$@"; do
        package=${entry%%:*}
        brings=${entry#*:}
        if [[ $brings == /* ]]; then [[ -e $brings ]] && continue
        elif command -v "$brings" >/dev/null || [[ -x /usr/sbin/$brings || -x /sbin/$brings ]]; then continue
        fi
        missing+=("$package")
    done
    [[ ${#missing[@]} -eq 0 ]] && return
    if [[ $(id -u) -ne 0 ]] || ! command -v apt-get >/dev/null; then
        echo "$0: please install: ${missing[*]}   (on Debian: apt-get install --no-install-recommends ${missing[*]})" >&2
        exit 69
    fi
    echo "installing ${missing[*]}"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -qq -y --no-install-recommends "${missing[@]}"; } >/dev/null
}
