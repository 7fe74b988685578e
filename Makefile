# Portdrill: `make run` begins a drill, `make test` runs every test, `make dist`
# builds what is handed on.

GO ?= go
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

.PHONY: run build install uninstall dist test race tools arm64 torture screens anki bank lint vuln bench bench-start bench-class learning listings rules fuzz facets clean

run: build
	@bin/portdrill drill

# The SQLite driver is C. Compiled once, it stays in Go's cache.
build:
	@$(GO) version >/dev/null 2>&1 || { echo "portdrill needs Go 1.26 or newer: see go.dev/dl" >&2; exit 1; }
	@command -v $${CC:-cc} >/dev/null 2>&1 || { echo "portdrill needs a C compiler for SQLite: apt-get install gcc libc6-dev" >&2; exit 1; }
	@[ -n "$$($(GO) list -f '{{if not .Stale}}ready{{end}}' github.com/mattn/go-sqlite3 2>/dev/null)" ] || \
		echo "Compiling, with SQLite for the first time: this takes a minute or two ..." >&2
	@CGO_ENABLED=1 $(GO) build -ldflags '$(STAMP)' -o bin/portdrill ./cmd/portdrill

# The program, its manual in both languages, and what shells complete by.
install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 bin/portdrill $(DESTDIR)$(PREFIX)/bin/portdrill
	.ci/share $(SHARE)

# Takes away what install has put there; the database stays.
uninstall:
	rm -f $(DESTDIR)$(PREFIX)/bin/portdrill
	rm -f $(SHARE)/man/man1/portdrill.1 $(SHARE)/man/man1/portdrill-*.1
	rm -f $(SHARE)/man/zh_CN/man1/portdrill.1 $(SHARE)/man/zh_CN/man1/portdrill-*.1
	rm -f $(SHARE)/bash-completion/completions/portdrill $(SHARE)/zsh/site-functions/_portdrill
	rm -f $(SHARE)/fish/vendor_completions.d/portdrill.fish

# Programs for other machines, in dist/; .ci/dist says how.
dist: build
	@[ -n "$(VERSION)" ] || { echo "make dist needs a clone of the repository: git says the version" >&2; exit 1; }
	@VERSION='$(VERSION)' DATE='$(DATE)' STAMP='$(STAMP)' GO='$(GO)' .ci/dist

# Every test, those of packages that start goroutines under the race detector. A test
# whose programs are missing is skipped by go test, and fails here. Many tests wait
# more than they compute, so more of them run at once than there are processors.
GOTEST = PORTDRILL_TOOLS=required CGO_ENABLED=1 $(GO) test -timeout 40m -parallel 4

test: tools race
	$(GOTEST) $$($(GO) list ./... | grep -vxF "$$($(CONCURRENT))")
	$(GOTEST) -run '$(LONG)' ./cmd/portdrill

race: tools
	$(GOTEST) -race -skip '$(LONG)' $$($(CONCURRENT))

# Months of study, in one goroutine: the race detector finds nothing in them, and takes
# four times as long.
LONG = ^(TestNinetyDays|TestDayEleven)$$

# Lists the packages in which a file, or a test, starts a goroutine; what only make
# listings runs does not count.
CONCURRENT = grep -rlE --include='*.go' --exclude='record_*' '^[[:space:]]*(defer )?go [a-zA-Z(]|\.Go\(' cmd quiz questions store | \
	xargs -n 1 dirname | sort -u | sed 's|^|./|' | xargs $(GO) list

# What the tests run: strace puts faults into system calls, Chromium shows the report in
# HTML and the pages of a class, and npm downloads axe-core, which checks them.
TOOLS = bash strace chromium npm

tools:
	@command -v $${CC:-cc} >/dev/null 2>&1 || { echo "the tests need a C compiler for SQLite: apt-get install gcc libc6-dev" >&2; exit 1; }
	@.ci/tools $(TOOLS)

# Memories and replays as an arm64 processor computes them: the same, to the bit.
arm64:
	@.ci/tools qemu-aarch64-static:qemu-user-static
	GOARCH=arm64 CGO_ENABLED=0 $(GO) test -exec qemu-aarch64-static ./quiz ./quiz/fsrs/...

# Every system call of the program hit by every fault, 500 kills, 1,000 write-ahead
# logs and 1,000 files damaged, 8 programs at once: on two cores half an hour.
torture:
	@.ci/tools strace
	PORTDRILL_TORTURE=full CGO_ENABLED=1 $(GO) test ./cmd/portdrill -run '^TestClassSurvivesKills$$' -v -count=1
	PORTDRILL_TORTURE=full CGO_ENABLED=1 $(GO) test ./store -run '^Test(Torture|Kill|ClassDamage|WAL|Damage|Odd|Rebuild|Programs|OpenAtOnce|Thinned|Daily)' -v -count=1 -timeout 4h

# 200 sessions in a row on one terminal, with all that may happen to it: minutes.
screens:
	PORTDRILL_SCREENS=full CGO_ENABLED=1 $(GO) test ./cmd/portdrill -run '^Test(Screen|Sessions|Tour|Resize|Stop|JobControl)' -v -count=1 -timeout 30m

# Reads a deck for Anki back by anki-reader, somebody else's code (node and npm).
anki:
	CGO_ENABLED=1 $(GO) test -tags anki -run '^TestReader$$' -v ./store/anki

# Every facet, kind, format and language, each with twenty seeds: some minutes.
bank:
	PORTDRILL_BANK=full $(GO) test ./questions -run '^Test(Bank|IANAOwners|PrintedQuestions)$$' -v -timeout 30m

# The core must build without C, and so must the reader of damaged files. Imports
# go one way: cmd, store, quiz, questions. The test of cmd/portdrill that holds
# this is named after it. What golangci-lint looks for stands in .golangci.yml; Go
# builds it once, in about a minute, and keeps it.
lint:
	@unformatted=$$(gofmt -l .); [ -z "$$unformatted" ] || { echo "gofmt would change: $$unformatted" >&2; exit 1; }
	$(GO) vet ./...
	$(GO) mod tidy -diff
	CGO_ENABLED=0 $(GO) build ./quiz/... ./questions/... ./store/pages
	$(GO) run $(STATICCHECK) ./...
	CGO_ENABLED=1 $(GO) run $(GOLANGCI_LINT) run
	$(GO) test -run '^TestImports' ./cmd/portdrill

# Looks vulnerabilities up at vuln.go.dev, and lists those in code that is called.
vuln:
	CGO_ENABLED=1 $(GO) run $(GOVULNCHECK) ./...

# What is measured means something where nothing else runs.
bench:
	CGO_ENABLED=1 $(GO) test -run '^$$' -bench . -benchmem -timeout 120m ./...

# How long the start takes, in pairs with programs that do next to nothing.
bench-start:
	CGO_ENABLED=1 $(GO) test -run '^$$' -bench '^BenchmarkStart$$' -benchtime 1x ./cmd/portdrill

# A class of 30, 200 and 1,000, who all answer at once, and then within ten seconds.
bench-class:
	CGO_ENABLED=1 $(GO) test -tags load -run '^TestLoad$$' -v -count=1 ./cmd/portdrill

# Lets simulated learners learn by FSRS-6, with a price of time and without, by other
# rules and at random, and prints what they know and how long it takes, and what weights
# fitted to a learner are worth: minutes.
learning:
	$(GO) test -tags learning -run '^Test(Exam|Year|Forecast|Fits)$$' -v -timeout 30m ./quiz/minds

# Sends packets through nftables, in a network namespace of its own, by the rules that a
# question prints, and compares what becomes of them: as root, about a minute.
RULES ?= 2000
rules:
	@.ci/tools nft:nftables ip:iproute2
	PORTDRILL_RULES=$(RULES) $(GO) test ./questions/rules -run '^TestAgainstNftables$$' -v -count=1

# Records what ss, netstat, lsof, nmap and tcpdump of this Debian print, as root, in a
# network of its own; what questions show is held to that.
listings:
	@.ci/tools nft:nftables ip:iproute2 netstat:net-tools lsof nmap tcpdump
	GO="$(GO)" .ci/listings

# Makes the rows of data/ part of the program, and adds the IDs of new facets to the list
# of those given out; none is ever removed.
facets:
	$(GO) generate ./questions/catalogue ./questions
	$(GO) test ./questions -run '^TestFacetsAreForEver$$' -update

# Every reader of what people type, hand in or find damaged; what crashes one is kept in testdata.
FUZZTIME ?= 10s
fuzz:
	@grep -roE --include='*_test.go' '^func Fuzz[A-Za-z0-9]+' . | sed 's|/[^/]*:func | |' | sort | \
	while read -r package name; do \
		echo "$$package $$name"; \
		CGO_ENABLED=1 $(GO) test $$package -run '^$$' -fuzz "^$$name$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 100x || exit 1; \
	done

clean:
	rm -rf bin dist
