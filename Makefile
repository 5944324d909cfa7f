# The only door. `make` alone lists what it can do.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check
export PYTHONDONTWRITEBYTECODE =

.PHONY: help
help: ## List what make can do
	@if [ -t 1 ]; then bold=$$(printf '\033[1m'); plain=$$(printf '\033[0m'); fi; \
	  awk -F ':.*## ' -v b="$$bold" -v p="$$plain" \
	  '/^[a-z-]+:.*## /{printf "  %s%-14s%s %s\n", b, $$1, p, $$2}' $(MAKEFILE_LIST)

# --- running ------------------------------------------------------------------------------------

.PHONY: up
up: install ## Run the task manager on http://127.0.0.1:8000 (HOST, PORT, DATA_DIR override)
	@exec $(BIN)/python -m local up

.PHONY: migrate
migrate: install ## Bring the database to the newest schema
	@$(BIN)/python -m local migrate

.PHONY: seed
seed: install ## Fill a demo account with believable data and print its sign-in
	@$(BIN)/python -m local seed

# --- testing ------------------------------------------------------------------------------------

.PHONY: test
test: install-dev system-deps ## Run every test (installs what they need)
	@$(BIN)/python -m pytest -n 2 --dist loadgroup tests --ignore=tests/compose

.PHONY: test-compose
test-compose: install-dev ## Build the containers, start them, walk the main job through port 80 (needs Docker)
	@$(BIN)/python -m pytest tests/compose

.PHONY: check
check: install-dev system-deps ## Lint, types, import rules, staleness of generated files, nginx -t, shell and Docker lint
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy layers/common/python/taskmanager functions local infra tests app.py
	$(BIN)/lint-imports
	$(BIN)/python -m infra.openapi --check
	$(BIN)/python -m infra.settings_docs --check
	$(BIN)/python -m local.nginx --test
	$(BIN)/shellcheck .ci/run local/docker/*.sh
	$(BIN)/hadolint local/docker/*.Dockerfile

.PHONY: format
format: install-dev ## Format the code and mend what the linter can
	@$(BIN)/ruff check --fix-only --quiet . && $(BIN)/ruff format --quiet .

.PHONY: openapi
openapi: install ## Write docs/openapi.json from the declarations
	@$(BIN)/python -m infra.openapi

.PHONY: settings
settings: install ## Write docs/settings.md and .env.example from the settings
	@$(BIN)/python -m infra.settings_docs

# --- installing ---------------------------------------------------------------------------------

.PHONY: install
install: $(VENV)/.installed ## Make .venv with the pinned runtime dependencies

$(VENV)/.installed: requirements.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || { echo "$(PYTHON) is not there: set PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "taskmanager needs Python 3.11 or newer: set PYTHON=/path/to/python3" >&2; exit 1; }
	@echo "Installing the pinned dependencies into $(VENV) (once, about a minute) ..."
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP_INSTALL) --require-hashes -r requirements.txt
	@$(PIP_INSTALL) --no-build-isolation --no-deps --editable .
	@touch $@

.PHONY: install-dev
install-dev: $(VENV)/.installed-dev ## Add the pinned tools that tests and checks need

$(VENV)/.installed-dev: $(VENV)/.installed requirements-dev.txt
	@echo "Installing the pinned test tools into $(VENV) (once) ..."
	@$(PIP_INSTALL) --require-hashes -r requirements-dev.txt
	@touch $@

.PHONY: system-deps
system-deps: ## Install nginx, redis-server and PostgreSQL, which the tests really run (Debian, Ubuntu)
	@sh local/docker/system-deps.sh

.PHONY: lock
lock: install-dev ## Compile the lock files from pyproject.toml
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --custom-compile-command 'make lock' --extra ai pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-annotate \
	  --custom-compile-command 'make lock' --group dev -c requirements.txt -o requirements-dev.txt

.PHONY: clean
clean: ## Remove what make built (never data/ or .env)
	@rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache *.egg-info layers/common/python/*.egg-info
