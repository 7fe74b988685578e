# Portdrill: `make run` begins a drill, `make test` runs every test.

GO ?= go
STATICCHECK = honnef.co/go/tools/cmd/staticcheck@v0.8.2
PREFIX ?= $(HOME)/.local

.PHONY: run build install test strace torture anki bank lint bench learning fuzz facets clean

run: build
	@bin/portdrill drill

# The SQLite driver is C. Compiled once, it stays in Go's cache.
build:
	@$(GO) version >/dev/null 2>&1 || { echo "portdrill needs Go 1.26 or newer: see go.dev/dl" >&2; exit 1; }
	@command -v $${CC:-cc} >/dev/null 2>&1 || { echo "portdrill needs a C compiler for SQLite: apt-get install gcc libc6-dev" >&2; exit 1; }
	@[ -n "$$($(GO) list -f '{{if not .Stale}}ready{{end}}' github.com/mattn/go-sqlite3 2>/dev/null)" ] || \
		echo "Compiling, with SQLite for the first time: this takes a minute or two ..." >&2
	@CGO_ENABLED=1 $(GO) build -o bin/portdrill ./cmd/portdrill

install: build
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 bin/portdrill $(DESTDIR)$(PREFIX)/bin/portdrill

test: strace
	@command -v $${CC:-cc} >/dev/null 2>&1 || { echo "the tests need a C compiler for SQLite: apt-get install gcc libc6-dev" >&2; exit 1; }
	CGO_ENABLED=1 $(GO) test -timeout 40m ./...

# By strace, which Linux alone has, tests put faults into system calls.
strace:
	@[ "$$(uname)" != Linux ] || command -v strace >/dev/null 2>&1 || \
		{ [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 && apt-get update -q && apt-get install -qy strace; } || \
		{ echo "the tests need strace: apt-get install strace" >&2; exit 1; }

# Every system call of the program hit by every fault, 500 kills, 1,000 write-ahead
# logs and 1,000 files damaged, 8 programs at once: on two cores half an hour.
torture: strace
	PORTDRILL_TORTURE=full CGO_ENABLED=1 $(GO) test ./store -run '^Test(Torture|Kill|WAL|Damage|Odd|Rebuild|Programs|OpenAtOnce|Thinned|Daily)' -v -count=1 -timeout 4h

# Reads a deck for Anki back by anki-reader, somebody else's code (node and npm).
anki:
	CGO_ENABLED=1 $(GO) test -tags anki -run '^TestReader$$' -v ./store/anki

# Every facet, kind, format and language, each with twenty seeds: some minutes.
bank:
	PORTDRILL_BANK=full $(GO) test ./questions -run '^Test(Bank|IANAOwners)$$' -v -timeout 30m

# The core must build without C, and so must the reader of damaged files. Imports
# go one way: cmd, store, quiz, questions. The test of cmd/portdrill that holds
# this is named after it.
lint:
	@unformatted=$$(gofmt -l .); [ -z "$$unformatted" ] || { echo "gofmt would change: $$unformatted" >&2; exit 1; }
	$(GO) vet ./...
	$(GO) mod tidy -diff
	CGO_ENABLED=0 $(GO) build ./quiz/... ./questions/... ./store/pages
	$(GO) run $(STATICCHECK) ./...
	$(GO) test -run '^TestImports' ./cmd/portdrill

# Those beside C (-bench Beside) need the sqlite3 command, and make files of up to
# a gigabyte in the temporary folder.
bench:
	CGO_ENABLED=1 $(GO) test -run '^$$' -bench . -benchmem -timeout 60m ./...

# Lets simulated learners learn with FSRS-6, Leitner boxes, SM-2 and at random.
learning:
	$(GO) test -tags learning -run '^TestLearning$$' -v ./quiz

# Adds the IDs of new facets to the list of those given out; none is ever removed.
facets:
	$(GO) test ./questions -run '^TestFacetsAreForEver$$' -update

# Every reader of what people type, hand in or find damaged; what crashes one is kept in testdata.
FUZZTIME ?= 10s
fuzz:
	$(GO) test ./questions/catalogue -run '^$$' -fuzz '^FuzzParsePort$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 100x
	$(GO) test ./questions -run '^$$' -fuzz '^FuzzJudge$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 100x
	$(GO) test ./questions/catalogue/exchange -run '^$$' -fuzz '^FuzzRead$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 100x
	$(GO) test ./questions/catalogue/exchange -run '^$$' -fuzz '^FuzzRoundTrip$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 100x
	CGO_ENABLED=1 $(GO) test ./store -run '^$$' -fuzz '^FuzzImport$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 100x
	CGO_ENABLED=1 $(GO) test ./store -run '^$$' -fuzz '^FuzzImportEvent$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 100x
	$(GO) test ./store/pages -run '^$$' -fuzz '^FuzzRecords$$' -fuzztime $(FUZZTIME) -fuzzminimizetime 100x

clean:
	rm -rf bin dist
