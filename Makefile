# Everything goes into .venv; only `make test-postgres` and `make test-browser` need root, where Debian's packages for
# them are not installed yet. `make demo` and `make test` set up what is missing.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.ready

.PHONY: setup models demo test test-units test-service test-postgres test-postgres-flows test-postgres-storage test-browser screenshots check fix eval serve

# The day the texts were last looked over as a whole: a build must not fail because days pass. Raise it with each look.
TEXTS_ON := 2026-11-26

setup: $(READY) models

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or later is needed" if sys.version_info < (3, 11) else 0)'
	@echo "[1/4] virtual environment in .venv"
	@$(PYTHON) -m venv .venv
	@echo "[2/4] torch (CPU build)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt torch uv
	@echo "[3/4] everything else"
	@$(BIN)/uv pip install --python $(BIN)/python --constraint constraints.txt --editable '.[dev]'
	@touch $@

models: $(READY)
	@echo "[4/4] model folders"
	@$(BIN)/zhiban models prepare

demo: setup
	@$(BIN)/zhiban demo

# Two halves side by side, which take about as long as each other.
IN_HALVES := $(MAKE) --no-print-directory --jobs 2 --output-sync=target
SERVICE := tests/api tests/contracts tests/docs

test: setup
	@$(IN_HALVES) test-service test-units

test-service:
	$(BIN)/python -m pytest $(SERVICE)

test-units:
	$(BIN)/python -m pytest tests $(SERVICE:%=--ignore %) --ignore tests/browser

# The storage and workflow suites with PostgreSQL alone, Debian's package; `make test` runs the contracts on both databases.
STORED := assistant_conversation assistant_handoff batches_api case_changes case_list hostile_json keys_and_administration \
	no_server_errors signing_in staff_cases_api submitting_once uploads_in_parts webhooks_api
WITH_POSTGRES := TEST_DATABASE=postgresql $(BIN)/python -m pytest -m "not sqlite and not models"
test-postgres: setup
	.ci/postgres
	@$(IN_HALVES) test-postgres-flows test-postgres-storage

# One of the flows keeps nothing in a database.
test-postgres-flows:
	$(WITH_POSTGRES) tests/flows --ignore tests/flows/test_match_all_file.py

test-postgres-storage:
	$(WITH_POSTGRES) tests/contracts $(STORED:%=tests/api/test_%.py)

# In a real browser, Debian's chromium: three stories, and every page against WCAG 2.2 AA.
test-browser: setup
	.ci/browser
	$(BIN)/python -m pytest tests/browser

# A picture of every page, in Chinese and English, light, dark, in large print and narrow.
PICTURES ?= $(or $(TMPDIR),/tmp)/zhiban-pictures
screenshots: setup
	.ci/browser
	$(BIN)/python -m tests.tour $(PICTURES)

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/bandit -q -c pyproject.toml -r app approval_rules corpora eval extractors retrieval zhiban_client 2>/dev/null
	$(BIN)/yamllint --strict approval_rules corpora app eval/answers/bank
	$(BIN)/zhiban items lint
	$(BIN)/zhiban items test
	$(BIN)/zhiban items mutate
	$(BIN)/zhiban items prove
	$(BIN)/zhiban corpus lint --on $(TEXTS_ON)
	$(BIN)/python -m tests.size

fix: $(READY)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Long measurements, on data of your own and on drawn documents: make eval LICENCES=DIR STATUTES=DIR
DRAWN ?= $(or $(TMPDIR),/tmp)/zhiban-drawn
eval: setup
	$(BIN)/python -m eval extraction --data $(LICENCES)
	$(BIN)/python -m eval draw --kind all --count 40 --seed 2 --out $(DRAWN)
	$(BIN)/python -m eval extraction --data $(DRAWN)
	$(BIN)/python -m eval endurance
	$(BIN)/python -m eval fuzz
	$(BIN)/python -m eval retrieval --data $(STATUTES)
	$(BIN)/python -m eval answers
	$(BIN)/python -m eval search-speed
	$(BIN)/python -m eval approval --applications 100000 --images 300
	$(BIN)/python -m eval speed
	$(BIN)/python -m eval replay --decisions 10000
	$(BIN)/python -m eval matching --companies 300000

serve: setup
	$(BIN)/zhiban serve
