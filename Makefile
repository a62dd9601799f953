# `make demo` and `make test` do all the set-up that they need; nothing but make and python3 is assumed.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
# Two workers a processor: a test that waits for a crawl leaves its processor to another one.
WORKERS = $(shell $(PYTHON) -c 'import os; print(min(8, 2 * (os.cpu_count() or 1)))')
PYTEST = $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal
# All that starts no crawl, no database server and no pool of readers.
FAST = --ignore=tests/acceptance --ignore=tests/storage \
  --ignore-glob='*/test_pool.py' --ignore-glob='*/test_untrusted.py' --ignore-glob='*/test_golden.py'
REPLAY := .venv-replay

.PHONY: help setup demo test test-fast test-long fuzz check format \
  bench bench-searching bench-reading bench-identity lock clean

help:  ## show this
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

setup: $(READY)  ## prepare .venv with the pinned dependencies

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))' || \
	  { echo "fortnightly needs Python 3.11 to 3.14; choose one: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Preparing $(VENV) (a minute or two, once) ..."
	@$(PYTHON) -m venv --clear $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(READY)

# pywb, for one test, in an environment of its own: see pyproject.toml
$(REPLAY)/.ready: tests/replay.lock
	@$(PYTHON) -m venv --clear $(REPLAY)
	@$(REPLAY)/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r tests/replay.lock
	@touch $(REPLAY)/.ready

demo: $(READY)  ## run the main job offline, against a copy of how the site behaves
	@$(BIN)/python -m replica.demo

test: $(READY) $(REPLAY)/.ready  ## run the tests, on all cores, in a few minutes
	@$(PYTEST) -m "not long"

test-fast: $(READY)  ## run the tests of rules alone, which start no processes, in seconds
	@$(PYTEST) -m "not long" $(FAST)

test-long: $(READY) $(REPLAY)/.ready  ## run the tests that `make test` leaves out: many cases, much data
	@$(PYTEST) -m long

SEED := $(shell $(PYTHON) -c 'import random; print(random.randrange(2 ** 32))')

fuzz: $(READY)  ## look for new inputs that break a rule; prints its seed, SEED=... repeats it
	@echo "make fuzz SEED=$(SEED)"
	@$(PYTEST) -m hypothesis --hypothesis-profile=fuzz --hypothesis-seed=$(SEED)

check: $(READY) $(REPLAY)/.ready  ## format, lint, types and `make test`
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(PYTEST) -m "not long"

format: $(READY)  ## put the code into its form
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

bench: $(READY)  ## measure, as ratios of one run
	@$(BIN)/python -m benchmarks.crawl

bench-searching: $(READY)  ## measure full-text search in 100,000 articles, on both databases
	@$(BIN)/python -m benchmarks.searching

bench-reading: $(READY)  ## measure reading on real pages, which lie beside the project
	@$(BIN)/python -m benchmarks.reading

bench-identity: $(READY)  ## measure how well articles are told apart
	@$(BIN)/python -m benchmarks.identity

UV_COMPILE = uv pip compile --universal --python-version 3.11 --generate-hashes --upgrade --no-header \
  --no-emit-index-url --no-emit-find-links --quiet

lock:  ## pin the dependencies anew (needs uv); the locks name no index
	$(UV_COMPILE) --group dev pyproject.toml -o requirements.lock
	$(UV_COMPILE) --group replay -o tests/replay.lock

clean:  ## remove what the commands above made
	rm -rf $(VENV) $(REPLAY) demo-archive .mypy_cache .ruff_cache .pytest_cache .hypothesis
