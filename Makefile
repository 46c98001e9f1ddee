# deskterm: everything a fresh machine needs is Python 3.11+ with venv, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
WORKERS ?= 2

.PHONY: run test check lint types arrows rules trial bench catalogues schema pictures clean

run: $(READY) catalogues
	@$(BIN)/deskterm demo

$(READY): pyproject.toml constraints.txt build_catalogues.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "deskterm needs Python 3.11 or later; this is " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e ".[test]"
	@touch $(READY)

catalogues: $(READY)
	@$(BIN)/python build_catalogues.py >/dev/null

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(READY)
	$(BIN)/mypy

arrows: $(READY)
	$(BIN)/lint-imports

check: lint types arrows

test: $(READY) catalogues check
	$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup -m "not trial"

# The hundred rules and the readings, each with the tests that prove it, run; then the page of the table.
rules: $(READY) catalogues
	@$(BIN)/python -m tests.rules --page > docs/rules.md
	@$(BIN)/python -m tests.rules -p no:cacheprovider

trial: $(READY) catalogues
	$(BIN)/pytest -q -m trial

bench: $(READY) catalogues
	$(BIN)/python -m benchmarks

schema: $(READY)
	$(BIN)/python -m deskterm.storage.print_schema > data/schema.sql

pictures: $(READY) catalogues
	$(BIN)/python -m tests.pictures

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find deskterm -name '*.mo' -delete
