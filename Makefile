# deskterm: everything a fresh machine needs is Python 3.11+ with venv, git and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# What running needs is laid first and alone; the tools of the checks come when a check is asked for.
READY := $(VENV)/.ready
TOOLS := $(VENV)/.tools
UNDER_WAY := $(VENV)/.under-way
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile -c constraints.txt
# One more than the cores of a small machine: tests of screens wait as long as they work.
WORKERS ?= 3
CHECKS ?= $(MAKE) test

.PHONY: run test quick check lint types arrows laws rules trial bench house catalogues compiled schema pictures release clean

run: $(READY) catalogues
	@$(BIN)/deskterm demo
	@echo 'From now on: $(BIN)/deskterm demo. As plain `deskterm`: export PATH="$(CURDIR)/$(BIN):$$PATH"'

# An environment whose making was broken off is made anew: nobody can tell what is missing in it.
# Python 3.11 lays setuptools in an environment, 9 MB for which nothing here asks.
$(READY): pyproject.toml constraints.txt build_catalogues.py
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "deskterm needs Python 3.11 or later; this is " + sys.version.split()[0] + ". Another one: make run PYTHON=python3.12")'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo >&2 'This Python ($(PYTHON)) cannot make environments: its venv is missing. On Debian and Ubuntu: apt install python3-venv; then the same command again.'; exit 2; }
	@if [ -e $(UNDER_WAY) ] || ! $(BIN)/python -m pip --version >/dev/null 2>&1; then rm -rf $(VENV); fi
	@echo 'Setting up $(VENV), once ...'
	@mkdir -p $(VENV) && touch $(UNDER_WAY)
	@[ -e $(BIN)/python ] || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip uninstall --quiet --yes setuptools 2>/dev/null
	@$(PIP) -e . || { if [ -e $(READY) ]; then rm $(UNDER_WAY); fi; exit 1; }
	@rm $(UNDER_WAY) && touch $(READY)

$(TOOLS): $(READY)
	@mv $(READY) $(UNDER_WAY)
	@$(PIP) -e ".[test]" || { mv $(UNDER_WAY) $(READY); exit 1; }
	@$(BIN)/python -m compileall -q -j $(WORKERS) $(VENV)/lib
	@mv $(UNDER_WAY) $(READY) && touch $(READY) $(TOOLS)

catalogues: $(READY)
	@$(BIN)/python build_catalogues.py >/dev/null

lint: $(TOOLS)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(TOOLS)
	$(BIN)/mypy

arrows: $(TOOLS)
	$(BIN)/lint-imports

# What the code may not do, as checks: nothing is drawn and hardly a desk is opened. What the papers say (manual,
# handbook, pages, the table of rules and its mistakes, the release) is for `make test`. One process reads the code once.
PAPERS := papers release rules mutations help docs recipes
laws: $(TOOLS) catalogues
	$(BIN)/pytest -q -p no:xdist -m "not trial" $(PAPERS:%=--ignore=tests/house/test_%.py) tests/house

check: lint types arrows

# Before every commit, in under twenty seconds where it has run before; what each part took.
QUICK := lint types arrows laws
quick: $(TOOLS) catalogues
	@for part in $(QUICK); do began=$$(date +%s); \
	  $(MAKE) --silent $$part >$(VENV)/.quick 2>&1 || { cat $(VENV)/.quick; exit 1; }; \
	  echo "$$part: $$(($$(date +%s) - began)) s"; done

# A thousand commands are started by the tests, and not every system writes compiled files by itself.
compiled: $(READY)
	@$(BIN)/python -m compileall -q deskterm

# What pytest makes of the files of tests is made once, beside the checks: else each of its workers makes it.
test: $(TOOLS) catalogues compiled
	@PYTHONDONTWRITEBYTECODE= $(BIN)/pytest -q --collect-only -m "not trial" >/dev/null 2>&1 & \
	  $(MAKE) --no-print-directory check; found=$$?; wait; exit $$found
	$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup -m "not trial"

# The hundred rules and the readings, each with the tests that prove it, run; then the page of the table.
rules: $(TOOLS) catalogues
	@$(BIN)/python -m tests.rules --page > docs/rules.md
	@$(BIN)/python -m tests.rules -p no:cacheprovider

trial: $(TOOLS) catalogues
	$(BIN)/pytest -q -m trial

bench: $(TOOLS) catalogues
	$(BIN)/python -m benchmarks

# Rooms, arrows, ladders, sizes, and what six requests pass, beside what it was before.
house: $(TOOLS) catalogues
	@$(BIN)/python -m benchmarks.house

# From a tag: the version, the tag and the changelog agree, the checks pass; then what is handed out, in dist/.
release: $(TOOLS) catalogues
	@$(BIN)/python release.py
	@$(CHECKS)
	@$(PIP) -e ".[release]"
	@rm -rf dist
	@$(BIN)/python -m hatchling build -d dist
	@$(BIN)/python release.py --notes > dist/CHANGES.md
	@ls -l dist

schema: $(READY)
	$(BIN)/python -m deskterm.storage.file.print_schema > data/schema.sql

pictures: $(TOOLS) catalogues
	$(BIN)/python -m tests.pictures

clean:
	rm -rf $(VENV) .pythons .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find deskterm -name '*.mo' -delete
