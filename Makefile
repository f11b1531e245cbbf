# Targets for people and for CI; `make` alone lists them.
# Needs Go, git, make and node. Tools that Go can build are built once into
# the user's cache folder, everything else lands in the git-ignored .cache.

SHELL       := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

TOOLS    := $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/mdmedia-tools
LINT     := $(TOOLS)/golangci-lint-v2.15.0/golangci-lint
MERMAID  := .cache/npm/node_modules/mermaid/dist/mermaid.min.js
# Mermaid as the program runs it, made from its npm package.
BUNDLE   := renderer/mermaid/internal/embedded/bundle/mermaid.bundle
VERSION  := $(shell git describe --tags --always --dirty 2>/dev/null)
FUZZTIME ?= 10s
PGO      := cmd/mdmedia/release.pgo

.PHONY: help build pgo demo test generators lint fuzz bench bench-sync bench-images bench-mermaid fmt clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: $(BUNDLE) ## Build bin/mdmedia
	CGO_ENABLED=0 go build -pgo=$(PGO) -trimpath -ldflags '-s -w -X main.version=$(VERSION)' -o bin/ ./cmd/mdmedia

# Not called default.pgo, with which every test run would compile everything a
# second time.
pgo: ## Record what a build spends its time on, for the compiler
	GOGC=400 go test -run '^$$' -bench 'Build$$' -benchtime 15x -cpuprofile $(PGO) -o /dev/null .

demo: bundle ## Build the example blog twice: with a folder, and with a real S3 server
	@go run ./internal/demo

# The S3 server of the tests is built by them the first time, which takes
# minutes on a small machine: hence the generous limit.
# The race detector watches everything but QuickJS: that is C in Go's clothes,
# each engine of it is used by one goroutine at a time (which is seen in our own
# code), and watched it takes ten times as long.
test: bundle ## Vet and test everything, with the race detector
	@scripts/test-setup $(MERMAID)
	go vet ./...
	export MDMEDIA_TEST_MERMAID=$$([ -f $(MERMAID) ] && echo '$(CURDIR)/$(MERMAID)'); \
	go test -race -gcflags=modernc.org/libquickjs=-race=false -shuffle=on -timeout 30m ./...

generators: ## Test beside real generators: Hugo, Eleventy, Astro, Jekyll, MkDocs, Zola
	@scripts/test-setup $(MERMAID)
	go test -count=1 -timeout 30m -v ./internal/generatortest

.PHONY: bundle
bundle: ## Make Mermaid's bundle, if npm is there
	@if command -v npm >/dev/null; then $(MAKE) --no-print-directory $(BUNDLE); \
	elif [ ! -f $(BUNDLE) ]; then echo 'npm is missing: mdmedia is built without Mermaid, and its tests are skipped' >&2; fi

$(BUNDLE): tools/npm/package-lock.json $(wildcard renderer/mermaid/js/*.mjs renderer/mermaid/js/*/*.mjs) go.mod
	@mkdir -p .cache/npm && cp tools/npm/package.json tools/npm/package-lock.json .cache/npm/
	npm ci --prefix .cache/npm --ignore-scripts --no-audit --no-fund --loglevel=error
	go run ./renderer/mermaid/internal/mkbundle -modules .cache/npm/node_modules -o $@

lint: $(LINT) ## Lint, with the rule on which package may import which
	$(LINT) run

fuzz: ## Run every fuzz target for FUZZTIME (10s)
	@FUZZTIME=$(FUZZTIME) scripts/fuzz

bench: ## Measure beside Hugo and write docs/benchmarks.md
	go run ./internal/bench $(BENCHFLAGS)

bench-watch: ## Measure how soon a browser shows what was saved, beside hugo server
	go run ./internal/bench -images 2 $(BENCHFLAGS) watch

bench-hugo: ## Measure what the hooks for Hugo cost in its build
	go run ./internal/bench -posts 5000 $(BENCHFLAGS) hooks

bench-sync: ## Measure uploads beside s5cmd and rclone, into docs/benchmarks.md
	go run ./internal/benchsync $(BENCHFLAGS)

bench-images: ## Compare pages of photographs with eleventy-img and Hugo, into docs/benchmarks.md
	go run ./internal/benchimages $(BENCHFLAGS)

bench-mermaid: bundle ## Compare diagrams with those of a browser, and the speed with mermaid-cli
	go run ./internal/benchmermaid $(BENCHFLAGS)

fmt: $(LINT) ## Format the Go files
	$(LINT) fmt

clean: ## Remove what the other targets made in this folder
	rm -rf bin build dist .cache examples/blog/public

$(LINT):
	@mkdir -p $(@D)
	cd $(@D) && GOFLAGS= GOWORK=off GOBIN=$(@D) CGO_ENABLED=0 \
		go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
