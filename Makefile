# Soramichi: `make demo` to look, `make test` to check, `make help` for the rest.
# Everything is installed into .venv from the lock files, by hash. A stamp in .venv remembers which locks were installed.

PYTHON ?=
VENV := .venv
RUNTIME := $(VENV)/.runtime-installed
PACKAGE := $(VENV)/.package-installed
DEV := $(VENV)/.dev-installed
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check --quiet
# A lock names everything, so nothing is looked up beside it: pip 23 takes the newest `coverage[toml]` and then refuses it.
LOCKED := $(PIP) install --no-deps --require-hashes
LOCK := $(VENV)/bin/uv pip compile --quiet --universal --fork-strategy fewest --python-version 3.11 \
	--generate-hashes --no-emit-index-url --custom-compile-command 'make lock'

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test test-slow bench mutants lock clean

help:
	@echo 'make demo       install and start the service with a made-up prefecture, on http://127.0.0.1:8000'
	@echo 'make test       every check: style, types, layers, tests; installs PostGIS and Chromium where it may'
	@echo 'make test-slow  requests and pages once more, on PostgreSQL (after make test; a quarter of an hour)'
	@echo 'make bench      measure screenings against PostGIS and geopandas; writes bench/results.json'
	@echo 'make mutants    change the rules on purpose, see that the tests notice; fails under 90 % (half an hour)'
	@echo 'make lock       pin the newest versions that pyproject.toml and package.json allow (needs a network)'
	@echo 'make clean      remove .venv, caches and fetched front-end files; never a database'
	@echo
	@echo 'Another Python (3.11, 3.12 or 3.13):  make PYTHON=python3.12 demo     (make clean first, to change it)'
	@echo 'One test:  .venv/bin/python -m pytest tests/geo                     after one make test'

demo: $(PACKAGE)
	@$(VENV)/bin/soramichi demo

test: $(PACKAGE) $(DEV)
	@tools/provide.sh
	@tools/check.sh $(VENV)

test-slow: $(PACKAGE) $(DEV)
	@tools/provide.sh
	@$(VENV)/bin/python -m pytest -n 2 --dist worksteal --tb=short -m second_engine

bench: $(PACKAGE) $(DEV)
	@tools/provide.sh
	@$(VENV)/bin/python -m bench

mutants: $(PACKAGE) $(DEV)
	@$(VENV)/bin/python tools/mutants.py

$(RUNTIME): requirements.lock requirements-build.lock tools/find-python.sh
	@python=$$(PYTHON='$(PYTHON)' tools/find-python.sh) \
		&& { test -x $(VENV)/bin/python || "$$python" -m venv --clear $(VENV); }
	@echo 'Installing Soramichi into $(VENV): about a minute the first time'
	@$(LOCKED) -r requirements.lock -r requirements-build.lock
	@touch $@

# Editable, so that a changed line is what runs; the hook fetches the front-end files that package-lock.json names.
$(PACKAGE): $(RUNTIME) pyproject.toml hatch_build.py package.json package-lock.json
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUNTIME) requirements-dev.lock
	@echo 'Installing the tools for tests'
	@$(LOCKED) -r requirements-dev.lock
	@touch $@

lock: $(DEV)
	@$(LOCK) --upgrade pyproject.toml -o requirements.lock
	@$(LOCK) --upgrade --group build -c requirements.lock -o requirements-build.lock
	@$(LOCK) --upgrade --group dev -c requirements.lock -o requirements-dev.lock
	@$(VENV)/bin/npm install --package-lock-only --ignore-scripts --omit-lockfile-registry-resolved --no-audit --no-fund

clean:
	@rm -rf $(VENV) maps/vendor api/static/vendor .mypy_cache .ruff_cache .pytest_cache .import_linter_cache \
		.hypothesis .coverage mutants
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
