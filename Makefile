# Two commands matter: `make serve` and `make test`. Everything they need is set up on the way.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
STORE  ?=
PORT   ?= 7860
store_option := $(if $(STORE),--store $(STORE))

.PHONY: help serve test lint check bench clean

help:
	@echo "make serve   set up and open the assistant at http://127.0.0.1:$(PORT)"
	@echo "make test    set up, check the code and run every test"
	@echo "make lint    formatting, types and import arrows only"
	@echo "make bench   speed and quality beside the quickstart baseline (slow)"

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade "pip>=25"

$(VENV)/.installed: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet -c constraints.txt -e .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet -c constraints.txt -e ".[dev]"
	@touch $@

serve: $(VENV)/.installed
	$(BIN)/shop-assistant serve $(store_option) --port $(PORT)

lint: $(VENV)/.installed-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/pyright --pythonpath $(BIN)/python

check: $(VENV)/.installed-dev
	$(BIN)/python -m pytest --cov --cov-report=term:skip-covered

test: lint check

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.bench $(BENCH)
	$(BIN)/python -m tests.bench.understanding --catalogue ../shared/data/catalogues/demo_store_2465.jsonl
	for name in demo_store_2465 amazon_1000; do $(BIN)/python -m tests.bench.relevance \
	  --catalogue ../shared/data/catalogues/$$name.jsonl --labels tests/bench/labels/$$name.json; done
	$(BIN)/python -m tests.bench.filters
	$(BIN)/python -m tests.bench.scale
	$(BIN)/python -m tests.bench.kills
	$(BIN)/python -m tests.bench.load
	$(BIN)/python -m tests.bench.recommend

clean:
	rm -rf build dist .pytest_cache .ruff_cache .coverage bench-results
