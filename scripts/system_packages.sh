#!/bin/sh
# Installs the Debian packages that the tests need: a Chromium and a font with Chinese for the
# browser's, a PostgreSQL for those that run on both databases, a voice to be listened to.
# Installs only what is missing. Without root it installs nothing and says what to install.
set -eu

missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v fc-list >/dev/null 2>&1 || missing="$missing fontconfig"
# One Chinese font serves both the browser and the drawing of the sample plant's manuals.
if ! fc-list 2>/dev/null | grep -q wqy-microhei; then
    missing="$missing fonts-wqy-microhei"
fi
command -v espeak-ng >/dev/null 2>&1 || missing="$missing espeak-ng"
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"

if [ -z "$missing" ]; then
    echo "system packages: nothing to install"
    exit 0
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "system packages: this system has no apt-get; install the equivalents of:$missing" >&2
    exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "system packages: run as root:  apt-get install --no-install-recommends$missing" >&2
    exit 1
fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -q
# shellcheck disable=SC2086  # a list of names, meant to be split
apt-get install -q -y --no-install-recommends $missing
