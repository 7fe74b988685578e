# Portdrill: `make run` begins a drill, `make test` runs every test, `make dist`
# builds what is handed on.

export GO ?= go
# SQLite is C.
export CGO_ENABLED = 1
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
GOLANGCI_LINT = github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0
GOVULNCHECK = golang.org/x/vuln/cmd/govulncheck@v1.9.0
PREFIX ?= $(HOME)/.local
SHARE = $(DESTDIR)$(PREFIX)/share

# The version that the changelog names last, and the commit; empty outside of a clone,
# where Go says what it knows.
RELEASE := $(shell sed -n 's/^## \([0-9][0-9.]*\).*/\1/p' .github/CHANGELOG.md | head -1)
VERSION := $(shell git describe --always --dirty --exclude '*' 2>/dev/null | sed 's/^/$(RELEASE)+/')
COMMIT := $(shell git log -1 --format=%H 2>/dev/null)
DATE := $(shell TZ=UTC git log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd 2>/dev/null)
ABOUT = portdrill/cmd/internal/app
STAMP = -X $(ABOUT).version=$(VERSION) -X $(ABOUT).commit=$(COMMIT) -X $(ABOUT).date=$(DATE)

.PHONY: run build install uninstall dist test race tools lint vuln fuzz bench bench-start bench-class \
	arm64 torture screens anki bank learning listings rules facets clean

run: build
	@bin/portdrill drill

build:
	@$(GO) version >/dev/null 2>&1 || { echo "portdrill needs Go 1.26 or newer: see go.dev/dl" >&2; exit 1; }
	@command -v $${CC:-cc} >/dev/null 2>&1 || { echo "portdrill needs a C compiler for SQLite: apt-get install gcc libc6-dev" >&2; exit 1; }
	@[ -n "$$($(GO) list -f '{{if not .Stale}}ready{{end}}' github.com/mattn/go-sqlite3 2>/dev/null)" ] || \
		echo "Compiling, with SQLite for the first time: this takes a minute or two ..." >&2
	@$(GO) build -ldflags '$(STAMP)' -o bin/portdrill ./cmd/portdrill

# The program, its manual in both languages, and what shells complete by.
install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 bin/portdrill $(DESTDIR)$(PREFIX)/bin/portdrill
	.ci/share $(SHARE)

# Removes what install has put there; the database stays.
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/portdrill
	rm -f $(SHARE)/man/man1/portdrill.1 $(SHARE)/man/man1/portdrill-*.1
	rm -f $(SHARE)/man/zh_CN/man1/portdrill.1 $(SHARE)/man/zh_CN/man1/portdrill-*.1
	rm -f $(SHARE)/bash-completion/completions/portdrill $(SHARE)/zsh/site-functions/_portdrill
	rm -f $(SHARE)/fish/vendor_completions.d/portdrill.fish

# Programs for other machines, in dist/; .ci/dist says how.
dist: build
	@[ -n "$(VERSION)" ] || { echo "make dist needs a clone of the repository: git says the version" >&2; exit 1; }
	@VERSION='$(VERSION)' DATE='$(DATE)' STAMP='$(STAMP)' .ci/dist

# Every test. A test whose programs are missing is skipped by go test, and fails here. Many
# tests wait more than they compute, so more of them run at once than there are processors.
GOTEST = PORTDRILL_TOOLS=required $(GO) test -timeout 40m -parallel 4
# Months of study in one goroutine: under the race detector four times as long, for nothing.
LONG = ^(TestNinetyDays|TestDayEleven)$$

test: tools race
	$(GOTEST) $$($(GO) list ./... | grep -vxF "$$(.ci/concurrent)")
	$(GOTEST) -run '$(LONG)' ./cmd/portdrill

# Transcripts run the program hundreds of times: by default the detector adds a second to each.
race: tools
	GORACE=atexit_sleep_ms=0 $(GOTEST) -race -skip '$(LONG)' $$(.ci/concurrent)

# strace puts faults into system calls; pages are shown by Chromium and checked by axe-core.
tools:
	@command -v $${CC:-cc} >/dev/null 2>&1 || { echo "the tests need a C compiler for SQLite: apt-get install gcc libc6-dev" >&2; exit 1; }
	@.ci/tools bash strace chromium npm

# The core, and the reader of damaged files, build without C. Imports go one way.
lint:
	@unformatted=$$(gofmt -l .); [ -z "$$unformatted" ] || { echo "gofmt would change: $$unformatted" >&2; exit 1; }
	$(GO) vet ./...
	$(GO) mod tidy -diff
	CGO_ENABLED=0 $(GO) build ./quiz/... ./questions/... ./store/pages
	$(GO) run $(STATICCHECK) ./...
	$(GO) run $(GOLANGCI_LINT) run
	$(GO) test -run '^TestImports' ./cmd/portdrill

# Vulnerabilities known to vuln.go.dev in code that is called.
vuln:
	$(GO) run $(GOVULNCHECK) ./...

FUZZTIME ?= 10s
fuzz:
	.ci/fuzz $(FUZZTIME)

# What is measured means something where nothing else runs.
bench:
	$(GO) test -run '^$$' -bench . -benchmem -timeout 120m ./...

# The start, in pairs with programs that do next to nothing; in processor time.
bench-start:
	$(GO) test -run '^$$' -bench '^BenchmarkStart$$' -benchtime 1x ./cmd/portdrill

# What takes minutes, or needs root; .ci/long says what each does.
torture screens bank learning arm64 anki bench-class rules listings:
	.ci/long $@

# Makes the rows of data/ part of the program, and adds the IDs of new facets to the list
# of those given out; none is ever removed.
facets:
	$(GO) generate ./questions/catalogue ./questions
	$(GO) test ./questions -run '^TestFacetsAreForEver$$' -update

clean:
	rm -rf bin dist
