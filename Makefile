# Two commands do everything: `make run` and `make test`. `make help` lists the rest.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
PYTHON ?= python3
ZHIHE := .venv/bin/zhihe
T ?= tests

# Modules are compiled once, not by each command anew.
unexport PYTHONDONTWRITEBYTECODE

WEB := .venv/bin/python web/build.py

.PHONY: help setup web run test coverage lint types api check bench clean

help: ## list the commands
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

setup: .venv/.ready ## make .venv with everything in it

.venv/.ready: pyproject.toml uv.lock
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@.venv/bin/python -m pip install --quiet --disable-pip-version-check uv
	@UV_PROJECT_ENVIRONMENT=.venv .venv/bin/python -m uv sync --quiet --locked --inexact
	@touch .venv/.ready

web: setup ## build the web pages, where something changed
	@$(WEB)

run: setup web ## start Zhihe with its own database and a demo company
	@$(ZHIHE) run --demo

test: setup web ## run all tests; T=tests/kernels runs some
	@.venv/bin/python -m pytest -n 2 --dist loadfile $(T) $(WITHOUT)
	@if [ "$(T)" = tests ]; then $(WEB) npm test; fi

coverage: setup ## run the kernels' tests and demand every branch of the kernels
	@.venv/bin/python -m pytest -n 2 --dist loadfile --cov=zhihe.kernels --cov-branch --cov-fail-under=100 \
	  --cov-report=term-missing:skip-covered tests/kernels

lint: setup ## ruff, formatting, import contracts
	@.venv/bin/ruff check --quiet .
	@.venv/bin/ruff format --quiet --check .
	@.venv/bin/lint-imports --no-cache

types: setup ## generate the typed dictionaries of all models, then mypy
	@$(ZHIHE) types
	@.venv/bin/mypy

api: setup ## write the types of the server's routes for the web
	@$(WEB) api

check: setup ## check the shipped definitions
	@$(ZHIHE) check

bench: setup ## print every figure, one JSON line each
	@for each in bench/*.py; do .venv/bin/python "$$each"; done

clean: ## remove what was made here; data folders stay
	@rm -rf .venv .mypy_cache .ruff_cache .hypothesis
