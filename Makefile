# The two commands of the README: `make run` and `make test`. Each installs what is missing itself.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
CARGO ?= cargo
DATA ?= data
PORT ?= 8080

.PHONY: run test dev interop fuzz soak setup setup-test lint tests chain browser

## Build and start a sample centre with real data on loopback; prints the address and the accounts.
run: setup
	$(CARGO) build -p bidroom-server
	./target/debug/bidroom demo --data $(DATA) --listen 127.0.0.1:$(PORT)

## Formatting, clippy, unit and vector tests, and the desks on both databases. One selection of packages for every cargo
## call, so that dependencies are compiled once; compiling the server compiles and embeds the page.
test: setup setup-test lint tests
	@echo "make test: all passed"

setup:
	./tools/setup.sh build

setup-test:
	./tools/setup.sh test

# What is compiled natively and gated.
NATIVE := -p shared -p store -p sealing -p paper -p reader -p web -p bidroom-server

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy $(NATIVE) --all-targets -- -D warnings

## Beside a PostgreSQL of its own: units, vectors, the desks on both databases.
tests:
	./tools/postgres.sh $(CARGO) test $(NATIVE)

## The whole chain through the interface and the kills, on both databases.
chain: setup setup-test
	$(CARGO) build -p bidroom-server
	BIDROOM_BIN=$(CURDIR)/target/debug/bidroom ./tools/postgres.sh $(CARGO) test -p tests --test chain --test kill -- --nocapture

## The screens in a real Chromium: accessibility and flows.
browser: setup setup-test
	$(CARGO) build -p bidroom-server
	BIDROOM_BIN=$(CURDIR)/target/debug/bidroom $(CARGO) test -p tests --test browser -- --nocapture

## Serve the page from disk and rebuild it when a file changes.
dev: setup
	BIDROOM_WEB_PROFILE=none $(CARGO) build -p bidroom-server
	./tools/dev.sh $(DATA) $(PORT)

## Other people's tools against ours.
interop: setup setup-test
	./tools/interop.sh

## The parsers of hostile input, for long.
fuzz:
	PROPTEST_CASES=$${PROPTEST_CASES:-200000} $(CARGO) test -p shared --lib -- hostile parser

## What runs longer than a test may: thirty kills on both databases, again and again.
soak: setup setup-test
	$(CARGO) build -p bidroom-server
	BIDROOM_KILLS=$${BIDROOM_KILLS:-200} ./tools/postgres.sh $(CARGO) test -p tests --test kill -- --nocapture
