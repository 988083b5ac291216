# Builds, runs and tests Practice Access. `make help` lists what it can do.
#
# A file is made again only when what it is made from has changed; cargo decides that for the two
# programs it compiles.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

SERVER   := target/release/practice-access
TESTED   := target/debug/practice-access
BUNDLE   := target/debug/bundle
COMPILED := target/wasm32-unknown-unknown/browser/practice_access.wasm
BOUND    := target/bound
PARTS    := target/parts
STYLE    := target/style.css
SITE     := target/site/site.json
DATABASE := data/practice-access.db
PATH     := $(CURDIR)/node_modules/.bin:$(PATH)
BROWSER  := --lib --target wasm32-unknown-unknown --no-default-features --features hydrate

export PATH
# Playwright would download a browser of its own; the tests use the one of the operating system.
export PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD = 1

say = @echo "==> $(1)"

.PHONY: help dev run test build clean bench check unit browser-tests first-load reading-age tools FORCE

help: ## List what make can do
	@sed -n 's/^\([a-z0-9-]*\):.*## /  make \1\t/p' Makefile | expand -t 24

dev: tools ## Build for development, serve it, and build and show again whatever changes
	node scripts/dev.mjs

run: build $(DATABASE) ## Build everything, fill a demonstration database and serve it
	$(SERVER) serve --database-url sqlite:$(DATABASE)

# What browsers load is optimised by one processor, while the other one lints; the two cargos share their jobs by make (`+`).
test: ## Run every check there is
	$(MAKE) -j2 check $(SITE)
	$(MAKE) unit first-load reading-age browser-tests

build: $(SERVER) $(SITE) ## Build the server and what browsers load, in release mode

check: tools ## Check the formatting, the lints for the server and the browser, and what is compiled into them
	$(call say,Checking the formatting)
	cargo fmt --all --check
	$(call say,Linting the server and the tests)
	+cargo clippy --workspace --all-targets -- -D warnings
	$(call say,Linting what runs in the browser)
	+cargo clippy $(BROWSER) --profile browser -- -D warnings
	$(call say,Comparing the crates with deny.toml)
	node scripts/deny.mjs
	$(call say,Looking for words that people do not use)
	node scripts/words.mjs
	@scripts/need promtool
	$(call say,Checking the alerts)
	promtool check rules docs/alerts.yml

unit: tools ## Run the tests of rules, stores and addresses, on SQLite and on PostgreSQL
	@scripts/need nextest postgresql
	$(call say,Testing rules and stores and addresses on SQLite and PostgreSQL)
	scripts/with-postgres cargo nextest run --workspace --no-fail-fast
	$(call say,Testing that nobody but the rules makes a plan)
	cargo test --doc --workspace access

# These take the server that the tests of `unit` have compiled; PROGRAM names another one, such as the released one.
browser-tests: $(TESTED) $(SITE) ## Run the journeys in a browser, with and without JavaScript
	@scripts/need chromium fonts
	$(call say,Testing the journeys in a browser)
	playwright test --config end2end/playwright.config.ts

first-load: $(TESTED) $(SITE) ## Check how many bytes the first page costs
	$(call say,Weighing the first load of the sign-in page)
	node scripts/first-load.mjs

reading-age: $(TESTED) $(SITE) ## Check how hard pages and letters are to read
	$(call say,Reading every page and every letter)
	node scripts/reading-age.mjs

bench: build ## Measure how fast it answers
	scripts/bench

clean: ## Remove everything that was built, and keep the data
	rm -rf target node_modules end2end/test-results end2end/playwright-report

# The tools that make needs itself: what compiles for the browser, and the packages of package.json.
tools: node_modules/.package-lock.json
	@if ! test -d "$$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown"; then \
	    echo "==> Adding the WebAssembly target to Rust"; \
	    rustup target add wasm32-unknown-unknown; \
	fi

node_modules/.package-lock.json: package.json package-lock.json
	$(call say,Installing the npm packages)
	npm ci --loglevel=error
	@touch $@

$(DATABASE): | $(SERVER)
	$(call say,Filling a demonstration database)
	@mkdir -p data
	$(SERVER) demo --database-url sqlite:$@

$(SERVER): FORCE
	$(call say,Compiling the server)
	cargo build --release

$(TESTED): FORCE
	$(call say,Compiling the server for tests)
	cargo build --workspace

# What browsers load: compiled, bound to JavaScript, optimised, styled, then put together.

# The program is split by page into modules, for which the linker has to leave its notes in.
$(COMPILED): FORCE | tools
	$(call say,Compiling what runs in the browser)
	+cargo rustc $(BROWSER) --profile browser --crate-type cdylib -- -C link-args=--emit-relocs

$(BUNDLE): FORCE
	$(call say,Compiling the tool that splits it and binds it to JavaScript)
	+cargo build --workspace --bin bundle

$(BOUND)/parts.json: $(COMPILED) $(BUNDLE)
	$(BUNDLE) $(COMPILED) $(BOUND) practice-access

# The features are those that rustc turns on for every WebAssembly program. The linker puts nothing below the first
# thousand bytes but the far end of the stack, so that no address of a value is lower.
$(PARTS)/parts.json: $(BOUND)/parts.json
	$(call say,Optimising the WebAssembly)
	@rm -rf $(PARTS)/*.wasm $(PARTS)/*.js
	@mkdir -p $(PARTS)
	cd $(BOUND) && printf '%s\n' *.wasm | xargs -P 2 -I MODULE wasm-opt -Oz --converge --low-memory-unused --strip-debug --strip-producers \
	    --enable-bulk-memory --enable-nontrapping-float-to-int --enable-sign-ext --enable-mutable-globals \
	    --enable-reference-types --enable-multivalue MODULE -o $(CURDIR)/$(PARTS)/MODULE \
	    2> >(grep -v "unknown name subsection" >&2)
	cd $(BOUND) && for script in *.js; do terser "$$script" --module --compress passes=3 --mangle --output $(CURDIR)/$(PARTS)/"$$script"; done
	cp $< $@

$(STYLE): $(wildcard style/*.scss) node_modules/.package-lock.json
	$(call say,Compiling the style)
	sass --load-path=node_modules --no-source-map --style=compressed style/main.scss $@

$(PARTS)/practice-access.css: $(STYLE) scripts/used-style.mjs \
    $(shell find src -name '*.rs')
	@mkdir -p $(@D)
	node scripts/used-style.mjs $< $@

$(SITE): $(PARTS)/parts.json $(PARTS)/practice-access.css scripts/site.mjs \
    $(shell find public -type f)
	$(call say,Compressing what browsers load)
	node scripts/site.mjs $(PARTS)

FORCE:
