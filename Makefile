# On a fresh Debian with only python3 and make, `make demo` and `make test` do all the set-up themselves.
# Everything is installed from requirements/*.txt, pinned and hashed; stamps make a second call instant.

SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv --system-certs
INSTALL := $(UV) pip install --python $(BIN)/python
LOCK := $(UV) pip compile pyproject.toml --quiet --upgrade --universal --python-version 3.11 --fork-strategy fewest \
	--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --group build
JOBS ?= 2
OUT ?= takehome-reports
export OMP_NUM_THREADS ?= 1

.PHONY: help demo test lint docs pictures bench gauntlet delete-study lock browser database
.DELETE_ON_ERROR:

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 16

demo: $(VENV)/.demo-is-installed  ## run every study on its embedded scenario; reports in $(OUT)/
	@$(BIN)/takehome demo --out $(OUT)

test: $(VENV)/.test-is-installed browser database  ## the whole test suite
	$(BIN)/python -m pytest -n $(JOBS) --dist loadfile --no-loadscope-reorder $(ARGS)

lint: $(VENV)/.test-is-installed  ## style, types, layers, dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry src

docs: $(VENV)/.test-is-installed  ## rewrite what the pages of docs/ take from the code
	$(BIN)/python docs/refresh.py

pictures: $(VENV)/.test-is-installed browser  ## draw the pictures of docs/ anew
	$(BIN)/python -m docs.screenshots

bench: $(VENV)/.test-is-installed  ## speed against other packages in the same run
	$(BIN)/python -m benchmarks.bench_checks
	$(BIN)/python -m benchmarks.bench_study
	$(BIN)/python -m benchmarks.bench_classification
	$(BIN)/python -m benchmarks.bench_effects
	$(BIN)/python -m benchmarks.bench_scoring
	$(BIN)/python -m benchmarks.bench_segmentation
	$(BIN)/python -m benchmarks.bench_storage
	$(BIN)/python -m benchmarks.bench_storage_learning
	$(BIN)/python -m benchmarks.bench_storage_scoring
	$(BIN)/python -m benchmarks.fleet_flower
	$(BIN)/python -m benchmarks.server_start
	$(BIN)/python -m benchmarks.server_load
	@if [ -n "$$SB3_PYTHON" ]; then $(BIN)/python -m benchmarks.bench_storage_deep; \
	else echo "Left out: deep learning; benchmarks/bench_storage_deep.py says which SB3_PYTHON it needs"; fi

gauntlet: $(VENV)/.test-is-installed  ## the many-seed simulations; results in benchmarks/
	$(BIN)/python -m benchmarks.gauntlet $(ARGS)
	$(BIN)/python -m benchmarks.classification_money
	$(BIN)/python -m benchmarks.directions
	$(BIN)/python -m benchmarks.classification_checks
	$(BIN)/python -m benchmarks.classification_real
	$(BIN)/python -m benchmarks.german_candidates
	$(BIN)/python -m benchmarks.segmentation_gauntlet
	$(BIN)/python -m benchmarks.segmentation_families
	$(BIN)/python -m benchmarks.segmentation_strangers
	$(BIN)/python -m benchmarks.segmentation_coverage
	$(BIN)/python -m benchmarks.storage_optimum
	$(BIN)/python -m benchmarks.storage_rungs
	$(BIN)/python -m benchmarks.storage_policies
	$(BIN)/python -m benchmarks.storage_nyiso
	$(BIN)/python -m benchmarks.storage_coverage
	$(BIN)/python -m benchmarks.fleet_tables
	$(BIN)/python -m benchmarks.fleet_deep
	$(BIN)/python -m benchmarks.fleet_privacy
	$(BIN)/python -m benchmarks.fleet_transfer
	$(BIN)/python -m benchmarks.practice_answers
	$(BIN)/python -m benchmarks.practice_kernels
	$(BIN)/python -m benchmarks.practice_texts
	$(BIN)/python -m benchmarks.practice_class
	$(BIN)/python -m benchmarks.server_kills

delete-study: $(VENV)/.test-is-installed  ## prove in a copy that the rest works without STUDY=regression
	@test -n "$(STUDY)" || { echo "say which: make delete-study STUDY=regression" >&2; exit 2; }
	$(BIN)/python tests/architecture/delete_study.py "$(STUDY)"

lock: $(VENV)/.uv-is-installed  ## pin and hash the newest versions anew
	$(LOCK) --group test --output-file requirements/test.txt
	$(LOCK) --constraint requirements/test.txt --output-file requirements/demo.txt
	echo "uv==$$($(BIN)/uv --version | cut -d' ' -f2)" | $(UV) pip compile - --quiet --universal --python-version 3.11 \
		--generate-hashes --no-header --no-annotate --no-emit-index-url --no-emit-find-links --output-file requirements/uv.txt

# Chromium draws the pages; libatomic is what the Node.js inside Playwright is linked with, and a small Debian lacks it.
browser:
	@for library in /usr/lib*/libatomic.so.1 /usr/lib/*/libatomic.so.1; do [ -e "$$library" ] && atomic=there; done; \
	{ command -v chromium || command -v chromium-browser || command -v google-chrome; } >/dev/null \
		&& [ "$$atomic" = there ] || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
				chromium fonts-liberation libatomic1 >/dev/null; \
		elif [ "$$CI" = true ]; then echo "Missing: apt-get install chromium libatomic1" >&2; exit 1; \
		else echo "Browser tests may be skipped; missing: apt-get install chromium libatomic1" >&2; fi; }

# The server's tests run against SQLite and against a PostgreSQL that they start themselves.
database:
	@ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
				postgresql >/dev/null; \
		elif [ "$$CI" = true ]; then echo "Missing: apt-get install postgresql" >&2; exit 1; \
		else echo "Tests with PostgreSQL may be skipped; missing: apt-get install postgresql" >&2; fi; }

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Python 3.11 or newer is needed; $(PYTHON) is older. Try: make PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null; \
		else echo "Python's venv module is missing. Run: sudo apt-get install python3-venv" >&2; exit 1; fi; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.uv-is-installed: requirements/uv.txt | $(BIN)/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
	@touch $@

$(VENV)/.demo-is-installed: requirements/demo.txt pyproject.toml $(VENV)/.uv-is-installed
	$(INSTALL) --quiet --require-hashes -r requirements/demo.txt
	$(INSTALL) --quiet --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test-is-installed: requirements/test.txt pyproject.toml $(VENV)/.uv-is-installed
	$(INSTALL) --quiet --require-hashes -r requirements/test.txt
	$(INSTALL) --quiet --no-deps --no-build-isolation -e .
	@touch $@ $(VENV)/.demo-is-installed
