#!/bin/sh
# Looks up known vulnerabilities of all that is locked:  scripts/audit.sh .venv-tools/bin/pip-audit
# Exit 0: none. 1: some, which are listed. 3: the advisories cannot be had from here, so nothing is
# known; with AUDIT=try that is told and is no failure.
set -u

audit=$1
worst=0
for lock in requirements.lock requirements-dev.lock; do
    said=$("$audit" --requirement "$lock" --disable-pip --require-hashes --progress-spinner off 2>&1)
    code=$?
    # An index without advisories is taken for one that knows of none: it lists what it skipped.
    if [ "$code" -eq 0 ] && ! echo "$said" | grep -q "could not be audited"; then
        echo "audit: $lock: no known vulnerabilities"
    elif echo "$said" | grep -q "^Found [0-9]* known vulnerabilit"; then
        echo "$said"
        echo "audit: $lock: raise these versions in pyproject.toml, then run: make lock" >&2
        worst=1
    else
        echo "$said" | tail -n 3 >&2
        echo "audit: $lock: NOT CHECKED, the advisories cannot be had from here" >&2
        [ "$worst" -eq 1 ] || [ "${AUDIT:-}" = try ] || worst=3
    fi
done
exit "$worst"
