#!/usr/bin/env bash
# Run every check with the tools of the virtual environment given, all of them even if one fails, and say which did.
set -uo pipefail

bin="$1/bin"
failed=()

step() {
    local title=$1 began=$SECONDS
    shift
    echo "== $title"
    "$@" || failed+=("$title")
    echo "   $((SECONDS - began)) s"
}

step 'ruff: rules' "$bin/ruff" check
step 'ruff: format' "$bin/ruff" format --check
step 'mypy: types' "$bin/mypy"
step 'import-linter: arrows point down' "$bin/lint-imports"
step 'compose file: schema' "$bin/check-jsonschema" --builtin-schema vendor.compose-spec docker-compose.yml
tests=("$bin/python" -m pytest -n "${TEST_PROCESSES:-2}" --dist worksteal --tb=short -m 'not second_engine')
# The domain's own tests reach every branch of it; to count them through all the other tests would cost a sixth.
step 'pytest: the domain, every branch' "${tests[@]}" tests/airspace \
    --cov --cov-branch --cov-report=term-missing:skip-covered
# Last, so that its own summary closes the output.
step 'pytest: all the rest' "${tests[@]}" --ignore=tests/airspace

if [ ${#failed[@]} -gt 0 ]; then
    printf 'FAILED: %s\n' "${failed[@]}" >&2
    exit 1
fi
echo "All checks passed in $((SECONDS / 60)) min $((SECONDS % 60)) s."
