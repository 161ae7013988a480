# `make` alone lists the commands. Written for GNU make 3.81 and later (macOS ships that one).
BIN := .venv/bin
READY := .venv/.ready
PEERS := .venv-bench/.ready

.DEFAULT_GOAL := help
.PHONY: help setup book test quick lock images clean trials integration multiverse bench

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

setup: $(READY)  ## create .venv with the locked packages

# pyproject.toml holds the entry points, which only a new installation makes seen.
$(READY): requirements.txt pyproject.toml scripts/setup
	@scripts/setup

book: $(READY)  ## set up everything, execute what changed, build the book
	@$(BIN)/nkbook execute
	@$(BIN)/nkbook build

test: $(READY)  ## set up everything and run all tests
	@$(BIN)/nkbook data check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy
	@$(BIN)/nkbook build
	@$(BIN)/pytest -n auto --dist loadfile $(if $(WHOLE),,-m "not whole") --nbval chapters tests

quick: $(READY)  ## run the tests that need no browser and no minute
	@$(BIN)/pytest -m "not slow and not browser and not whole" tests

trials: $(READY)  ## try each reading in worlds where the other side is true, for the claims that changed
	@$(BIN)/nkbook trials $(FLAGS)

integration: $(READY)  ## draw the worlds by which half-lives of price gaps are judged, if something changed
	@$(BIN)/nkbook integration

multiverse: $(READY)  ## evaluate every defensible analysis, for the claims that changed
	@$(BIN)/nkbook multiverse $(FLAGS)

bench: $(READY) $(PEERS)  ## compare speeds with papermill, ndlib and mesa (FLAGS=--nation: also 26 million people)
	@$(BIN)/python -m benchmarks.multiverse
	@.venv-bench/bin/python -m benchmarks.trust $(FLAGS)

# The libraries that the trust model is compared with stay out of the book's own environment.
$(PEERS): benchmarks/requirements.txt $(READY)
	@$(BIN)/python -m venv --clear .venv-bench
	@.venv-bench/bin/pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/requirements.txt
	@touch $@

images: $(READY)  ## redraw the static image of each figure that changed (needs Chromium)
	@$(BIN)/nkbook images

lock: $(READY)  ## resolve pyproject.toml into requirements.txt, with hashes (needs uv)
	@uv pip compile --universal --generate-hashes --no-header --no-annotate --quiet pyproject.toml -o requirements.txt

clean:  ## remove what was built; sources, data and stored outputs stay
	@rm -rf _build .venv .venv-bench .pytest_cache .mypy_cache .ruff_cache .hypothesis
