# One build, in release, serves demo, test and bench: the dependencies are compiled once. The demo leaves out the tests.
CONFIGURATION := release
COMPILE := swift build -c $(CONFIGURATION) --explicit-target-dependency-import-check error
PROGRAM := .build/$(CONFIGURATION)/crosswalk

# make demo ARGS=--once; make test FILTER=Matching; make browser ARGS="--pictures docs/images";
# make bench SIZE=small CASES="fetch match"
ARGS ?=
FILTER ?=
SIZE ?= full
CASES ?=

.PHONY: help build demo test browser bench lint format clean setup clients

help:
	@echo "make demo    build, then one whole run on sample data and the pages (ARGS=--once: stop after the summary)"
	@echo "make test    all tests (FILTER=name: some of them)"
	@echo "make browser the pages in a real browser (ARGS=\"-k journeys\": some; ARGS=\"--pictures docs/images\": keep pictures)"
	@echo "make bench   measure beside other tools (SIZE=full or small; CASES=\"fetch match\")"
	@echo "make clients other people's programs at work on ours (needs Python)"
	@echo "make lint    check the format; make format mends it"
	@echo "make build   compile everything; make clean removes what was compiled"

setup:
	@scripts/setup build

build: setup
	$(COMPILE) --build-tests

demo: setup
	$(COMPILE) --product crosswalk
	$(PROGRAM) demo $(ARGS)

test: build
	swift test -c $(CONFIGURATION) --skip-build --disable-xctest $(if $(FILTER),--filter '$(FILTER)')

browser: build
	@scripts/setup browser
	CROSSWALK_PROGRAM=$(abspath $(PROGRAM)) .venv/bin/python -m pytest -c Tests/browser/pytest.ini --rootdir Tests/browser Tests/browser $(ARGS)

bench: build
	@scripts/setup bench
	.venv/bin/python bench/run.py --size $(SIZE) --programs .build/$(CONFIGURATION) $(CASES)

# Other people's programs at work on ours: Salesforce clients, analytics SDKs, a fuzzer of the API.
clients: build
	@scripts/setup clients
	SIMULATOR="$(PROGRAM) simulate salesforce" .venv-salesforce/bin/python -m pytest -q Tests/clients/check_clients.py \
		Tests/clients/check_more_clients.py Tests/clients/check_small_clients.py
	SIMULATOR="$(PROGRAM) simulate salesforce" .venv-airbyte/bin/python -m pytest -q Tests/clients/check_airbyte.py
	CROSSWALK=$(PROGRAM) .venv/bin/python -m pytest -q Tests/clients/check_analytics.py Tests/clients/check_api.py \
		Tests/clients/check_operation.py

lint:
	swift format lint --strict --recursive Sources Tests

format:
	swift format --in-place --recursive Sources Tests

clean:
	swift package clean
