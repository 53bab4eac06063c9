# make demo        the Shop, a receiver, and every trace as a tree; ONCE=1 ends by itself
# make test        everything; what is missing for it is installed, or said
# make screenshots the main views of the viewer's page, with the demo's data, into docs/images
# make bench       what a span, a log line, a traced or buffered request, a mail and a job cost, aims beside results;
#                  PART=mail only mail's
# make soak        the long proofs: millions of damaged inputs, 100,000 jobs and 20,000 buffered requests whose processes are
#                  killed, on SQLite and on PostgreSQL, 20,000 whose database is, 10,000 requests to a handler that fails, 10,000 mails through a pool whose connections are killed
# make format      formats the sources; make lint checks them

SHOP_PORT ?= 8080
OTLP_PORT ?= 4318
ONCE ?=
PART ?=
FUZZ_INPUTS ?= 1000000
KILL_JOBS ?= 100000
KILL_REQUESTS ?= 20000
REQUESTS ?= 10000
MAILS ?= 10000
# How many tests run at once. All of them together would leave none the time that a server has to answer in.
TESTS_AT_ONCE ?= 16

SOURCES = Package.swift Sources Tests Examples Benchmarks/Package.swift Benchmarks/Sources

.PHONY: demo test screenshots bench soak format lint setup

demo: setup
	@echo "Building (the first time takes some minutes) …"
	@swift build --quiet --product shop
	@swift build --quiet --product demo
	@exec "$$(swift build --show-bin-path)/demo" --shop-port $(SHOP_PORT) --otlp-port $(OTLP_PORT) $(if $(ONCE),--once)

test:
	@Scripts/setup --tests || Scripts/setup
	@Scripts/setup-interop || echo "The tests against foreign implementations are skipped."
	@Scripts/setup-mail || echo "The tests against a real mail server are skipped."
	@Scripts/setup-postgres || echo "The broker on PostgreSQL is not built."
	@Scripts/setup-browser || echo "The tests in a browser are skipped."
	swift test $$(Scripts/traits) --experimental-maximum-parallelization-width $(TESTS_AT_ONCE)

screenshots:
	@Scripts/setup --tests || Scripts/setup
	@Scripts/setup-browser
	THROUGHLINE_SCREENSHOTS="$(CURDIR)/docs/images" swift test --filter Screenshots

bench:
	@Scripts/setup --bench || Scripts/setup
	@Scripts/setup-bench || echo "The report says what is missing."
	@Scripts/setup-postgres || echo "The report says what is missing."
	cd Benchmarks && swift build -c release $$(../Scripts/traits)
	Benchmarks/.build/release/Bench report $(PART)
	$(if $(PART),,@if Scripts/setup-browser; then THROUGHLINE_MEASURE=1 swift test --filter Measurements; fi)

soak: setup
	@Scripts/setup-postgres || echo "The proofs of the broker on PostgreSQL are skipped."
	THROUGHLINE_FUZZ_INPUTS=$(FUZZ_INPUTS) THROUGHLINE_KILL_JOBS=$(KILL_JOBS) \
		THROUGHLINE_KILL_REQUESTS=$(KILL_REQUESTS) THROUGHLINE_INBOX_REQUESTS=$(REQUESTS) \
		swift test $$(Scripts/traits) -c release -Xswiftc -enable-testing --scratch-path .build-soak --filter 'Fuzz|KillTests|FlakyHandler'
	@# By themselves, as memory is measured.
	THROUGHLINE_MAIL_COUNT=$(MAILS) \
		swift test $$(Scripts/traits) -c release -Xswiftc -enable-testing --scratch-path .build-soak --filter BulkTests

format:
	swift format format --in-place --recursive --parallel $(SOURCES)

lint:
	@Scripts/embed-page --check
	swift format lint --strict --recursive --parallel $(SOURCES)

setup:
	@Scripts/setup
