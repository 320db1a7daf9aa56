# make app   — set up, build and serve the app at http://127.0.0.1:8000/
# make test  — set up and test
# On Windows, or without make: CONTRIBUTING.md lists the commands behind these targets.

PYTHON ?= python3
PORT ?= 8000
REGION ?=
LANGUAGE ?=
FORMAT ?= text
ANSWERS ?=
OUT ?= dist
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all:
REGION_OPTION := $(if $(REGION),--region $(REGION))
export PYTHONUTF8 = 1
export PYTHONDONTWRITEBYTECODE = 1
MAKEFLAGS += --no-print-directory

.PHONY: help app archive build edit lint sbom quick test release-test check review dev bench messages hooks lock pictures clean
.DEFAULT_GOAL := help

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 22

app: build  ## set up, build and serve the app (PORT=8000, REGION=slug)
	@$(BIN)/python build.py serve --out $(OUT) --port $(PORT)

build: .venv/app  ## build the site into dist/ (REGION=slug)
	@$(BIN)/python build.py build $(REGION_OPTION) --out $(OUT)

dev: .venv/app  ## serve the sources as they are at each request
	@$(BIN)/python build.py dev $(REGION_OPTION) --port $(PORT)

edit: .venv/app  ## open the editing desk for texts, numbers and approvals (REGION=slug)
	@$(BIN)/python build.py edit $(REGION_OPTION) --port $(PORT)

check: .venv/app  ## list what an editor should know about the texts (REGION=slug, FORMAT=csv, ANSWERS=folder)
	@$(BIN)/python build.py check $(REGION_OPTION) --format $(FORMAT) $(if $(ANSWERS),--answers $(ANSWERS))

review: .venv/app  ## write sheets for reviewing the words (LANGUAGE=tr: one for a native speaker)
	@$(BIN)/python build.py review $(LANGUAGE)

archive: build  ## build the site and write it into one web archive file (REGION=slug)
	@$(BIN)/python build.py archive --out $(OUT)

sbom: .venv/app  ## list the components of this version (CycloneDX)
	@$(BIN)/python build.py sbom

messages: .venv/app  ## update the catalogues of words on buttons (LANGUAGE=tr starts one)
	@$(BIN)/python build.py messages $(LANGUAGE)

lint: .venv/dev  ## check formatting, rules, types, imports, scripts
	@$(BIN)/python -m tests.run lint

quick: .venv/dev  ## test units and the built site, in seconds: after each edit
	@$(BIN)/python -m tests.run quick

test: .venv/dev  ## lint, and test everything that guards a promise, in real browsers too (ARGS=… for some tests)
	@$(if $(ARGS),$(BIN)/python -m pytest $(ARGS),$(BIN)/python -m tests.run test)

release-test: .venv/dev .venv/bench  ## test every page, theme, region and naive exit, and run the bench: before a release
	@$(BIN)/python -m tests.run release

bench: .venv/dev .venv/bench  ## measure speed and size against their limits
	@$(BIN)/python -m tests.release.bench

hooks: .venv/dev  ## run ruff and oxlint before each commit
	@$(BIN)/pre-commit install

lock:  ## update the pinned dependencies, with hashes
	@$(BIN)/python -m pip install --quiet uv
	@for name in app dev bench; do \
	  $(BIN)/uv pip compile pyproject.toml $$( [ $$name = app ] || echo "--extra $$name -c requirements/app.txt" ) \
	  --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
	  --quiet --upgrade -o requirements/$$name.txt; done

pictures: .venv/dev  ## retake the pictures in docs/een-tekst-verbeteren.md
	@DESK_PICTURES=1 $(BIN)/python -m pytest -n 0 tests/browser/test_desk_guide.py

clean:  ## remove what was built and installed
	rm -rf dist .venv

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	  echo "Python 3.11 or newer is needed; '$(PYTHON)' is older or missing." \
	  "Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Setting up a Python environment in .venv …"
	@$(PYTHON) -m venv .venv

.venv/app: requirements/app.txt | .venv/bin/python
	@echo "Installing what the app needs (about 30 pinned packages) …"
	@$(PIP) -r requirements/app.txt
	@touch $@

.venv/dev: requirements/dev.txt | .venv/app
	@echo "Installing what lint and tests need …"
	@$(PIP) -r requirements/dev.txt
	@touch $@

.venv/bench: requirements/bench.txt | .venv/app
	@echo "Installing what the bench compares with …"
	@$(BIN)/python -m venv .venv/bench-env
	@.venv/bench-env/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@
