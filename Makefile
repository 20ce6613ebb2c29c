# make run   the product on this machine, with the sample office
# make test  its tests (installs PostgreSQL and Chromium from Debian's packages where they are missing)
# make check what has to be green before a commit: format, lint, types, imports, and the tests that neither kill nor drive a browser

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TESTS := $(BIN)/python -m pytest -n 3 --dist worksteal
PIP := $(BIN)/python -m pip --disable-pip-version-check

.PHONY: run test check format lint types imports migrations faults bench pictures lock clean

run: $(VENV)/run.ok
	$(BIN)/pendopo up

test: $(VENV)/dev.ok
	@.ci/packages
	$(TESTS)

check: lint types imports
	@.ci/packages
	$(TESTS) -m "not faults and not browser"

lint: $(VENV)/dev.ok
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types: $(VENV)/dev.ok
	$(BIN)/mypy

imports: $(VENV)/dev.ok
	$(BIN)/lint-imports

format: $(VENV)/dev.ok
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

migrations: $(VENV)/dev.ok
	$(BIN)/python -m pytest tests/migrations

faults: $(VENV)/dev.ok
	PENDOPO_FAULT_RUNS=10000 PENDOPO_KILL_RUNS=500 $(BIN)/python -m pytest -n 2 -m faults --timeout=0

bench: $(VENV)/dev.ok
	$(BIN)/python -m benchmarks

pictures: $(VENV)/dev.ok
	PYTHONPATH=tests $(BIN)/python -m docs.pictures.take

lock:
	uv pip compile pyproject.toml requirements/build.in --python-version 3.11 --universal --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet -o requirements/run.lock
	uv pip compile pyproject.toml requirements/build.in --extra dev --python-version 3.11 --universal --generate-hashes \
	  --no-emit-index-url --no-annotate --no-header --quiet -o requirements/dev.lock

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; assert sys.version_info >= (3, 11)' 2>/dev/null || { \
	  echo "Python 3.11 or newer is needed. On Debian 12: apt-get install python3"; exit 1; }
	@.ci/packages venv
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.ok: requirements/run.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what is needed (once) ..."
	$(PIP) install --quiet --require-hashes -r requirements/run.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.ok: requirements/dev.lock pyproject.toml | $(VENV)/bin/python
	@echo "Installing what is needed for the tests (once) ..."
	$(PIP) install --quiet --require-hashes -r requirements/dev.lock
	$(PIP) install --quiet --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/run.ok

clean:
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
