# make demo      installs mdx into .venv, writes out.jsonl with the main pipeline and shows some of it
# make test      installs the test extra and runs all tests except those marked slow
# make test-slow runs those; make test-all runs all; make test-rooms all except those of the commands
# make check     runs lint and test: do this before each commit
# make room      runs the tests of one room and of the layers: ROOM=same, ROOM=commands
# make interop   loads what the stages write with datasets, polars, DuckDB and pandas
# make spark     runs mdx.spark on a master and two workers on loopback; needs Java
# make bench     prints a table of ratios, measured in turn; ONLY="filter startup" for some
# make fuzz      runs every command on mutated lines and files, and kills each a hundred times;
#                ONLY="filter --lines 1000000"
# make dist      builds wheel and sdist in build/dist, and tries each in a clean environment
# make lint      runs ruff and mypy, in the versions that setup.cfg names
#
# With PYTHON=python3.13 VENV=build/python3.13 any of these uses another Python.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PYTEST = $(BIN)/python -m pytest -n 2
SHELL := bash
.SHELLFLAGS := -o pipefail -ec

# A stamp file for mdx alone and one per extra, newer than setup.cfg once pip has run, so that a
# second run installs nothing.
$(VENV)/.mdx: setup.cfg pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv '$(VENV)'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

$(VENV)/.%: setup.cfg pyproject.toml
	test -x $(BIN)/python || $(PYTHON) -m venv '$(VENV)'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[$*]'
	touch $@

.PHONY: demo test test-slow test-all test-rooms check room interop spark bench fuzz lint dist clean
.DELETE_ON_ERROR:

define LOOK
import json
records = [json.loads(line) for line in open("out.jsonl", encoding="utf-8")]
for record in records[::len(records) // 3][:3]:
    print(record["description"], record["code"], sep="\n\n", end="\n----\n")
print(len(records), "records in out.jsonl")
endef
export LOOK

demo: $(VENV)/.mdx
	PATH="$(CURDIR)/$(BIN):$$PATH"; \
	mdx-extract manim_ce_examples | mdx-dedupe | mdx-describe --llm outline > out.jsonl \
	  || test $$? = 1  # some records stay undescribed
	@$(BIN)/python -c "$$LOOK"

test: $(VENV)/.test
	$(PYTEST) -m 'not slow'

test-slow: $(VENV)/.test
	$(PYTEST) -m slow

test-all: $(VENV)/.test
	$(PYTEST)

test-rooms: $(VENV)/.test
	$(PYTEST) -m 'not slow' --ignore=tests/commands

check: lint test

room: $(VENV)/.test
	test -d 'tests/$(ROOM)' || { echo "say ROOM= one of: $$(ls tests)"; exit 2; }
	$(BIN)/python -m pytest 'tests/$(ROOM)' tests/test_layers.py

# Loaders and trainers, whose tests the suite skips if they are not installed.
interop: $(VENV)/.test $(VENV)/.interop
	$(PYTEST) tests/commands/test_interop.py

spark: $(VENV)/.test $(VENV)/.spark
	$(BIN)/python -m pytest -rs tests/spark

bench: $(VENV)/.bench
	$(BIN)/python tests/bench $(ONLY)

fuzz: $(VENV)/.test
	$(BIN)/python tests/fuzz $(ONLY)
	MDX_ROUNDS=100 $(BIN)/python -m pytest tests/commands/test_faults.py -k 'moment or share or removed'

lint: $(VENV)/.lint
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

# Each distribution in a virtual environment of its own, away from the sources.
dist: $(VENV)/.dist
	rm -rf build/lib build/dist
	$(BIN)/python -m build --outdir build/dist .
	for made in build/dist/*.whl build/dist/*.tar.gz; do \
	  rm -rf build/smoke && $(BIN)/python -m venv build/smoke && \
	  build/smoke/bin/python -m pip install --quiet --disable-pip-version-check "$$made" && \
	  (cd build/smoke && test -f share/man/man1/mdx-filter.1 && test -f share/man/man7/mdx-record.7 && \
	   test -f lib/python*/site-packages/mdx/manual/record.md && \
	   echo '{"code": "class S(Scene):\n def construct(self):\n  self.add(Dot())"}' | bin/mdx-filter --parses | bin/mdx-dedupe | \
	   bin/mdx-describe --cache-only --llm outline --all | bin/mdx-augment | \
	   bin/mdx-split --test 0.1 | bin/mdx-export && bin/mdx-extract --list | tail -n 1) || exit 1; \
	done

clean:
	rm -rf .venv build out.jsonl
