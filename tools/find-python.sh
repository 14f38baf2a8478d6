#!/bin/sh
# Print the first Python on the path that Soramichi runs on: 3.11, 3.12 or 3.13, with venv. PYTHON names one.
fits='import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'

for candidate in ${PYTHON:-python3.13 python3.12 python3.11 python3}; do
    if "$candidate" -c "$fits" >/dev/null 2>&1; then
        command -v "$candidate"
        exit 0
    fi
done

if [ -n "${PYTHON:-}" ]; then
    echo "'$PYTHON' is not a Python 3.11, 3.12 or 3.13 with the venv module." >&2
else
    echo "Soramichi needs Python 3.11, 3.12 or 3.13 with the venv module, and none is on the path." >&2
    echo "On Debian and Ubuntu: apt-get install python3 python3-venv. Or name one: make PYTHON=/path/to/python3.12" >&2
fi
exit 1
