# Lespwa: `make demo` shows it, `make test` proves it; both set up what they need.
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: help install demo test lint coverage fuzz bench pictures client client-check lists map migration lock clean

help: ## show what can be made
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

install: $(STAMP) ## set up .venv with everything that running and testing need

$(STAMP): requirements-dev.lock pyproject.toml
	@tools/install.sh $(PYTHON) $(VENV)
	@touch $(STAMP)

demo: install ## try Lespwa on made-up data, in a temporary folder
	$(BIN)/lespwa demo $(if $(filter command,$(origin HOST)),--host $(HOST)) $(if $(PORT),--port $(PORT))

test: install ## run every test, on both databases
	@tools/needs.sh
	$(BIN)/python -m pytest -n auto --maxprocesses=4 --dist worksteal -m "not slow" --cov --cov-report=
	$(BIN)/python -m coverage report --skip-covered --show-missing --include="server/domain/*,server/odk/*" --fail-under=100

lint: install client-check ## ruff, mypy, the import contracts, what is declared, and that the built scripts are true
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/deptry server exporters

fuzz: install ## long fuzzing of everything that reads untrusted bytes
	$(BIN)/python -m pytest -m slow tests/fuzz

bench: install ## measure, as ratios taken in one run
	$(BIN)/python -m tests.bench

pictures: install ## take the pictures of the pages and of paper anew, into docs/pictures
	$(BIN)/python -m tools.pictures
	$(BIN)/python tools/paper_pictures.py

client: client/node_modules ## build the scripts of the web forms (needs Node; running and testing do not)
	cd client && npm run --silent check && npm run --silent build

client-check: $(if $(shell command -v npm),client/node_modules) ## prove that the committed scripts are what the sources give
	@tools/check_client.sh

client/node_modules: client/package-lock.json
	cd client && npm ci --silent
	@touch $@

lists: install ## write xlsforms/lists/*.csv anew from the ISO lists of pycountry
	$(BIN)/python tools/lists.py

map: install ## write docs/map.md anew from the modules' first sentences
	$(BIN)/python tools/map.py

migration: install ## write the next migration: make migration MESSAGE="What changes"
	$(BIN)/python tools/new_migration.py "$(MESSAGE)"

lock: ## resolve the locked, hashed requirements anew
	uv pip compile --universal --generate-hashes --no-header --no-strip-extras --python-version 3.11 --group build pyproject.toml -o requirements.lock
	uv pip compile --universal --generate-hashes --no-header --no-strip-extras --python-version 3.11 --group dev pyproject.toml -o requirements-dev.lock

clean: ## remove what was installed or made
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage* build dist client/node_modules
