# `make` alone lists the commands. Written for GNU make 3.81 and later (macOS ships that one).
BIN := .venv/bin
PEERS := .venv-bench/.ready
GRADING := .venv-grading/.ready

.DEFAULT_GOAL := help
.PHONY: help setup tools book test lint pages faults quick lock images usb pdf epub crate clean trials integration \
	multiverse bench grading \
	verify verify-quick

help:  ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-13s %s\n", $$1, $$2}' Makefile

setup:  ## create .venv with the locked packages, where it is not there yet
	@scripts/setup

tools:  ## add what tests and development need
	@scripts/setup dev

book: setup  ## set up everything, execute what changed, build the book
	@$(BIN)/nkbook execute
	@$(BIN)/nkbook build

test: tools  ## set up everything and run all tests
	@$(MAKE) --no-print-directory -j2 lint pages
	@$(BIN)/pytest -n auto --dist loadfile $(if $(WHOLE),,-m "not whole") --nbval chapters tests

lint: tools  ## check data, style and types
	@$(BIN)/nkbook data check
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check -q .
	@$(BIN)/mypy

pages: setup
	@$(BIN)/nkbook build

faults: tools  ## try everything that can break: data, parameters, hostile words, kills, disks (10 minutes)
	@NKBOOK_FAULTS=all $(BIN)/pytest -n auto --dist worksteal tests/faults

quick: tools  ## run the tests that need no browser and no minute
	@$(BIN)/pytest -m "not slow and not browser and not whole" tests

trials: setup  ## try each reading in worlds where the other side is true, for the claims that changed
	@$(BIN)/nkbook trials $(FLAGS)

integration: setup  ## draw the worlds by which half-lives of price gaps are judged, if something changed
	@$(BIN)/nkbook integration

multiverse: setup  ## evaluate every defensible analysis, for the claims that changed
	@$(BIN)/nkbook multiverse $(FLAGS)

bench: setup $(PEERS)  ## compare speeds with papermill, ndlib and mesa (FLAGS=--nation: also 26 million people)
	@$(BIN)/python -m benchmarks.multiverse
	@.venv-bench/bin/python -m benchmarks.trust $(FLAGS)

# The libraries that the trust model is compared with stay out of the book's own environment.
$(PEERS): benchmarks/requirements.txt | setup
	@$(BIN)/python -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r benchmarks/requirements.txt
	@touch $@

grading: $(GRADING)  ## install nbgrader beside the book, so that tests can grade assignments with it

$(GRADING): tests/requirements-grading.txt | setup
	@$(BIN)/python -m venv --clear .venv-grading
	@.venv-grading/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r $<
	@touch $@

verify: setup  ## tell whether the same answer comes out: environment, data, verdicts, analyses, chapters, pages
	@$(BIN)/nkbook verify

verify-quick: setup  ## the same without a new environment, and without running trials and analyses again
	@$(BIN)/nkbook verify --quick

images: tools  ## redraw the static image of each figure that changed (needs Chromium)
	@$(BIN)/nkbook images

usb: book  ## pack the built book into one zip to carry
	@$(BIN)/nkbook usb

crate: tools  ## renew what editors and archives read; pack all as a Research Object Crate
	@$(BIN)/nkbook archive
	@$(BIN)/nkbook crate

pdf: book  ## print the whole book into one PDF (a minute)
	@scripts/setup print
	@$(BIN)/nkbook pdf

epub: book  ## make the whole book one file for readers of books
	@scripts/setup print
	@$(BIN)/nkbook epub

LOCK = uv pip compile --universal --generate-hashes --no-header --no-annotate --quiet
lock:  ## resolve pyproject.toml into its three locks, with hashes (needs uv)
	@$(LOCK) --group pyproject.toml:book -o requirements.txt
	@$(LOCK) --group pyproject.toml:dev -c requirements.txt -o tests/requirements.txt
	@$(LOCK) --group pyproject.toml:print -c requirements.txt -o nkbook/print/requirements.txt

clean:  ## remove what was built; sources, data and stored outputs stay
	@rm -rf _build .venv .venv-bench .venv-grading .pytest_cache .mypy_cache .ruff_cache .hypothesis
