#!/bin/sh
# Runs a command with a PostgreSQL of its own, which SHIFTMATE_TEST_POSTGRES names, and which is
# gone afterwards:  scripts/test_postgres.sh .venv/bin/python -m pytest tests/test_reports_store.py
# Without Debian's server (apt-get install postgresql) the command runs without one.
set -eu

bin=""
for folder in /usr/lib/postgresql/*/bin; do
    [ -x "$folder/initdb" ] && bin="$folder"
done
if [ -z "$bin" ]; then
    echo "test_postgres: no server in /usr/lib/postgresql, so its tests are skipped" >&2
    exec "$@"
fi

home=$(mktemp -d /tmp/shiftmate-postgres.XXXXXX)
as=""
if [ "$(id -u)" -eq 0 ]; then # the server refuses to be root's
    chown postgres "$home"
    as="runuser -u postgres --"
fi
# shellcheck disable=SC2086  # a command and its words, meant to be split
stop() {
    $as "$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1 || true
    rm -rf "$home"
}
trap stop EXIT
trap 'exit 130' INT TERM
cd "$home"
# shellcheck disable=SC2086
$as "$bin/initdb" -D "$home/data" -U postgres -A trust -E UTF8 --locale=C.UTF-8 --no-sync >"$home/log" 2>&1
# shellcheck disable=SC2086
$as "$bin/pg_ctl" -D "$home/data" -w -l "$home/data/log" \
    -o "-k $home -c listen_addresses='' -c fsync=off" start >/dev/null
cd - >/dev/null
SHIFTMATE_TEST_POSTGRES="postgresql+psycopg://postgres@/postgres?host=$home"
export SHIFTMATE_TEST_POSTGRES
"$@"
