# The two commands of the README: `make run` and `make test`. Each installs what is missing itself.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
CARGO ?= cargo
DATA ?= data
PORT ?= 8080

.PHONY: run test dev interop fuzz soak setup setup-test lint tests

## Build and start a sample centre with real data on loopback; prints the address and the accounts.
run: setup
	$(CARGO) build -p bidroom-server
	./target/debug/bidroom demo --data $(DATA) --listen 127.0.0.1:$(PORT)

## Formatting, clippy, unit, store (both databases) and browser tests. One selection of packages for every cargo call, so
## that dependencies are compiled once.
test: setup setup-test lint tests
	@echo "make test: all passed"

setup:
	./tools/setup.sh build

setup-test:
	./tools/setup.sh test

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings

## Everything else, beside a PostgreSQL of its own: unit, vectors, desks, the chain and the kills on both databases, the browser.
tests:
	$(CARGO) test --workspace --no-run
	./tools/postgres.sh $(CARGO) test --workspace

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
