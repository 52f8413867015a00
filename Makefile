# Everything a newcomer types. `make demo` and `make test` do all set-up by themselves.
VENV := .venv
PY := $(VENV)/bin/python
STAMP := $(VENV)/.set-up
PYTHON ?= python3

.PHONY: help setup demo up test test-postgres test-all coverage bench screenshots lint format docs openapi requirements clean

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: $(STAMP) console-build ## make .venv, install pinned requirements, build the console

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Anlan needs Python 3.11 or newer (set PYTHON=...)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "the venv module is missing: apt-get install python3-venv"; exit 1; }

$(STAMP): requirements/dev.txt requirements/run.txt pyproject.toml | $(VENV)/bin/python
	@echo "installing pinned requirements (about a minute)"
	@# --no-deps: the file is complete; without it, pip prefers a release newer than the pin wherever an extra is asked for
	@$(PY) -m pip install --quiet --disable-pip-version-check --require-hashes --no-deps -r requirements/dev.txt
	@$(PY) -m pip check --disable-pip-version-check >/dev/null || { $(PY) -m pip check; exit 1; }
	@$(PY) -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

.PHONY: console-build
console-build: $(STAMP)
	@$(PY) console/build.py

demo: setup ## the county in a box; then open the printed address
	@$(VENV)/bin/anlan demo

up: setup ## run Anlan on this machine, empty
	@$(VENV)/bin/anlan up

test: setup ## everything that takes less than ten minutes in all
	@$(PY) -m pytest -n 4 --dist loadgroup -rs
	@$(PY) -m tests.on_postgres

test-postgres: setup ## the tests of the records on PostgreSQL (part of `make test`)
	@$(PY) -m tests.on_postgres

test-all: setup ## with the slow ones: kills, fuzzing, soak
	@$(PY) -m pytest -n 4 --dist loadgroup -rs -m "slow or not slow" --timeout=1800
	@$(PY) -m tests.on_postgres

coverage: setup ## branches of domain, alarms and gateway that tests take; fails under 95 %; ONLY=alarms asks for one
	@$(PY) -m tests.coverage_gate $(ONLY)

bench: setup ## measure, with a peer in the same run; ONLY=name runs one, SECONDS=600 longer
	@$(PY) -m bench.run $(if $(ONLY),--only $(ONLY)) $(if $(SECONDS),--seconds $(SECONDS))

screenshots: setup ## pictures of every page, from a running `make demo` or one of its own, into docs/screens; ONLY=map,alarms
	@cd console && npm run --silent shots -- $(if $(ONLY),--only $(ONLY))

lint: $(STAMP) ## ruff, mypy, import contracts, generated files
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy
	@$(VENV)/bin/lint-imports
	@$(PY) -m anlan.web.manage export_openapi --check
	@$(PY) -m anlan.cli reference --check
	@$(PY) -m anlan.alarms.rule_docs --check
	@$(PY) -m anlan.gateway.reference --check
	@$(PY) -m anlan.web.manage export_reference --check
	@$(PY) -m anlan.cameras.reference --check

format: $(STAMP) ## let ruff rewrite
	@$(VENV)/bin/ruff check --fix -q . ; $(VENV)/bin/ruff format -q .

openapi: $(STAMP) ## regenerate docs/reference/openapi.json
	@$(PY) -m anlan.web.manage export_openapi

docs: $(STAMP) ## regenerate what in docs/ is made from code
	@$(PY) -m anlan.web.manage export_openapi
	@$(PY) -m anlan.cli reference
	@$(PY) -m anlan.alarms.rule_docs
	@$(PY) -m anlan.gateway.reference
	@$(PY) -m anlan.web.manage export_reference
	@$(PY) -m anlan.cameras.reference

requirements: ## compile the hashed requirement files (needs uv)
	@for f in run dev console; do uv pip compile -q --generate-hashes --python-version 3.11 --universal --no-emit-index-url \
	  --custom-compile-command "make requirements" requirements/$$f.in -o requirements/$$f.txt; done

clean: ## remove what set-up made (never data/)
	@rm -rf $(VENV) src/anlan/web/static/console console/node_modules
