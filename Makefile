# make app   — everything that is needed, then the app at http://127.0.0.1:8000/
# make test  — the same and what the tests need, then every test

PYTHON ?= python3
PORT ?= 8000
REGION ?=
LANGUAGE ?=
FORMAT ?= text
ANSWERS ?=
OUT ?= dist
BIN := .venv/bin
REGION_OPTION := $(if $(REGION),--region $(REGION))
export PYTHONUTF8 = 1
export PYTHONDONTWRITEBYTECODE = 1
MAKEFLAGS += --no-print-directory

.PHONY: help app build test long regions check dev bench translations messages lock clean
.DEFAULT_GOAL := help

help:  ## what each target does
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /make \1\t/' | expand -t 20

app: build  ## set up, build and serve the app (PORT=8000, REGION=slug)
	@$(BIN)/python build.py serve --out $(OUT) --port $(PORT)

build: .venv/app translations  ## build the site into dist/
	@$(BIN)/python build.py build $(REGION_OPTION) --out $(OUT)

# Two rounds: what keeps the processor busy, in one process more than the two cores of a small machine, since browsers are also waited for; then the exit,
# which must not be kept waiting.
EXIT := $(wildcard tests/browser/test_quick_exit*.py tests/release/test_quick_exit*.py)
PYTEST := $(BIN)/python -m pytest --dist loadfile --no-loadscope-reorder

test: .venv/test translations  ## run the tests, in real browsers too; ARGS=… for some of them
ifdef ARGS
	@$(BIN)/python -m pytest $(ARGS)
else
	@$(BIN)/python -m tests.kit.browsers
	@echo "Tests of all but the exit (about 8 minutes) …"
	@$(PYTEST) -n 3 tests $(addprefix --ignore=,$(EXIT))
	@echo "The exit (about 4 minutes) …"
	@$(PYTEST) -n 2 $(EXIT)
endif

long: .venv/test translations  ## axe, sizes and distances on every page instead of one of each kind, in both themes, on phone and desk (a quarter of an hour)
	@EVERY_PAGE=1 $(BIN)/python -m pytest tests/browser/test_house_rules.py

regions: .venv/test translations  ## build every region and walk through each (a quarter of an hour)
	@$(BIN)/python -m tests.release.every_region

check: .venv/app translations  ## what an editor must know about the texts (FORMAT=csv, ANSWERS=folder)
	@$(BIN)/python build.py check --format $(FORMAT) $(if $(ANSWERS),--answers $(ANSWERS))

dev: .venv/app translations  ## Flask, made anew when code or content changes
	@$(BIN)/python build.py dev $(REGION_OPTION) --port $(PORT)

bench: .venv/test .venv/bench translations  ## speed and size, with their limits
	@$(BIN)/python -m tests.release.bench

translations: .venv/app
	@$(BIN)/python -m meldapp.editors.translations compile

messages: .venv/app  ## take new words on buttons into the catalogues (LANGUAGE=tr begins one)
	@$(BIN)/python -m meldapp.editors.translations update $(LANGUAGE)

lock: .venv/app  ## pin the dependencies anew, with hashes
	@$(BIN)/pip install --quiet uv
	@for name in app test bench; do $(BIN)/uv pip compile pyproject.toml $$( [ $$name = app ] || echo "--extra $$name -c requirements/app.txt" ) \
	  --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --quiet --upgrade -o requirements/$$name.txt; done

clean:  ## remove what was built
	rm -rf dist .venv

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; '$(PYTHON)' is older or missing. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@echo "Making a Python environment in .venv …"
	@$(PYTHON) -m venv .venv

.venv/app: requirements/app.txt | .venv/bin/python
	@echo "Installing what the app is made with (pinned, about 20 packages) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/app.txt
	@touch $@

.venv/test: requirements/test.txt | .venv/app
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r requirements/test.txt
	@touch $@

.venv/bench: requirements/bench.txt | .venv/app
	@echo "Installing what the comparison needs …"
	@$(BIN)/python -m venv .venv/bench-env && .venv/bench-env/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/bench.txt
	@touch $@
