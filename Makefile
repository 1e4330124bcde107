# The two commands of the README: `make run` and `make test`. Each installs what is missing itself.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
CARGO ?= cargo
DATA ?= data
PORT ?= 8080

.PHONY: run test dev interop fuzz soak gigabyte setup setup-test lint tests chain browser figures bench-seal bench-storm bench-opening

# Every cargo call selects the whole workspace: the features of dependencies follow the selection, and with one selection
# each is compiled once.
BUILD = $(CARGO) build --workspace --bin bidroom

## Build and start a sample centre with real data on loopback; prints the address and the accounts.
run: setup
	$(BUILD)
	./target/debug/bidroom demo --data $(DATA) --listen 127.0.0.1:$(PORT)

## The gate: formatting, clippy, units, vectors, the desks and the whole chain on both databases, thirty kills on each, and the
## screens in a real Chromium. Compiling the server compiles and embeds the page.
test: setup setup-test lint tests
	@echo "make test: all passed"

setup:
	./tools/setup.sh build

setup-test:
	./tools/setup.sh test

lint:
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- -D warnings

tests:
	./tools/postgres.sh $(CARGO) test --workspace --lib --bins --tests --no-fail-fast

## Only the whole chain through the interface and the kills, on both databases.
chain: setup setup-test
	$(BUILD)
	./tools/postgres.sh $(CARGO) test --workspace --test chain --test kill -- --nocapture

## Only the screens in a real Chromium: accessibility, the lost connection, flows.
browser: setup setup-test
	$(BUILD)
	$(CARGO) test --workspace --test browser -- --nocapture

## The figures of README's table, each beside a raw figure of the same run.
figures: setup setup-test
	./tools/figures.sh

## A gigabyte sealed and sent from a real Chromium: its memory, and its speed beside raw WebCrypto, with and without reading and keeping.
gigabyte: setup setup-test
	$(BUILD)
	BIDROOM_BROWSER=gigabyte $(CARGO) test --workspace --test browser -- --nocapture a_gigabyte

## Serve the page from disk and rebuild it when a file changes.
dev: setup
	BIDROOM_WEB_PROFILE=none $(BUILD)
	./tools/dev.sh $(DATA) $(PORT)

## Other people's tools against ours: Python, Google Tink, pyhpke, tus-js-client, a store that speaks S3.
interop: setup setup-test
	./tools/interop.sh

## The parsers of what strangers send: ten million inputs each under cargo-fuzz (BIDROOM_FUZZ_RUNS), and more of the property tests.
fuzz:
	./tools/fuzz.sh
	PROPTEST_CASES=$${PROPTEST_CASES:-200000} $(CARGO) test --workspace --lib -- hostile parser

## What runs longer than a test may: two hundred kills on both databases, PostgreSQL away for a minute, ten minutes without a network
## while scoring, ten thousand scores in one page, a thousand mutants of real PDFs and the bombs.
soak: setup setup-test
	$(BUILD)
	BIDROOM_MUTANTS=$${BIDROOM_MUTANTS:-1000} $(CARGO) test --workspace --test soak -- --nocapture
	BIDROOM_KILLS=$${BIDROOM_KILLS:-200} BIDROOM_AWAY_S=$${BIDROOM_AWAY_S:-60} ./tools/postgres.sh $(CARGO) test --workspace --test kill --test kill_bids -- --nocapture
	BIDROOM_BROWSER=outbox BIDROOM_CUT_S=$${BIDROOM_CUT_S:-600} $(CARGO) test --workspace --test browser -- --nocapture
	BIDROOM_BROWSER=pace BIDROOM_PACE_SCORES=$${BIDROOM_PACE_SCORES:-10000} $(CARGO) test --workspace --test browser -- --nocapture

# A release build without the page, apart from the others: figures/ may be thrown away.
RELEASE = BIDROOM_WEB_PROFILE=none $(CARGO) build --release --workspace --bin bidroom --target-dir target/figures
ARGS ?=

## Sealing and opening 512 MiB beside age, gpg and the bare primitives; installs age. ARGS="--mib 64 --rounds 1" tries it out.
bench-seal: setup
	./tools/peers.sh age
	$(RELEASE)
	./target/figures/release/bidroom bench seal $(ARGS)

## 500 bidders before a deadline, then as fast as it goes beside @tus/server; installs it. ARGS=--short tries it out.
bench-storm: setup
	./tools/peers.sh npm
	$(RELEASE)
	./target/figures/release/bidroom bench storm $(ARGS)

## Openings of 3, 30 and 100 bids of 10 MiB beside sha256sum. ARGS="--bids 3,10" tries it out.
bench-opening: setup
	$(RELEASE)
	./target/figures/release/bidroom bench opening $(ARGS)
