# wirecopy: `make demo` shows the product at work, `make test` proves it. Both set up what is missing.

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench faults chaos fuzz soak lock

VENV := .venv
RUN := $(VENV)/bin

# Set-up is up to date when the environment carries the mark of this checkout's place, lock and
# project file. The mark lies in the environment, so it goes when the environment goes.
KEY := $(shell { pwd; cat requirements.lock pyproject.toml; } | cksum | tr -d ' ')
MARK := $(VENV)/.wirecopy-$(KEY)
ifneq ($(shell $(RUN)/python -c 'print("works")' 2>/dev/null),works)
.PHONY: $(MARK)
endif

help:
	@echo 'make demo    five scraped articles through real Kafka, shown on the terminal'
	@echo 'make test    all tests, those against real Kafka included'
	@echo 'make lint    ruff and mypy --strict'
	@echo 'make faults  every fault of docs/guarantees.md in its long form, and the table of them'
	@echo 'make chaos   faults at random: SEED=1 MINUTES=30'
	@echo 'make soak    a million small articles: what memory and lag do (ARTICLES=1000000)'
	@echo 'make fuzz    10,000 fuzzed messages a stage, and the parsers by coverage: SECONDS=600 each'
	@echo 'make bench   the benchmarks'
	@echo 'make setup   the environment in .venv and the Kafka jars (the others do this by themselves)'
	@echo 'make lock    both requirements locks anew from pyproject.toml: all, and what a container needs'

setup: $(MARK)
	@:

# uv is taken from the lock too, by its hashes. It reads the settings that this machine's pip has
# (index, wheel folder, certificates), unless uv has its own. Wheels only; the one exception is Faust
# where it publishes none (Linux beside x86-64): its pure Python form, which needs no compiler.
# Last, dedup's loops are compiled, which the first worker would otherwise do.
$(MARK):
	@set -e; \
	export PIP_DISABLE_PIP_VERSION_CHECK=1; \
	wanted='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))'; \
	python=; bare=; \
	for p in $(PYTHON) python3.11 python3.12 python3.13 python3; do \
		$$p -c "$$wanted" 2>/dev/null || continue; \
		if $$p -c 'import venv, ensurepip' 2>/dev/null; then python=$$p; break; fi; \
		bare=$${bare:-$$p}; \
	done; \
	if [ -z "$$python" ] && [ -n "$$bare" ]; then \
		package=$$($$bare -c 'import sys; print("python3.%d-venv" % sys.version_info[1])'); \
		echo "Python's venv module is missing: install it (on Debian: apt-get install $$package), then run make again." >&2; \
		exit 1; \
	elif [ -z "$$python" ]; then \
		echo "No Python 3.11, 3.12 or 3.13 was found: install one (on Debian: apt-get install python3 python3-venv) or name one with PYTHON=..., then run make again." >&2; \
		exit 1; \
	fi; \
	if ! $(RUN)/python -c "import pip; $$wanted" 2>/dev/null; then \
		echo "Creating $(VENV) with $$($$python --version)"; \
		rm -rf $(VENV); \
		$$python -m venv $(VENV); \
	fi; \
	rm -f $(VENV)/.wirecopy-*; \
	awk '/^[^ #]/ { on = /^uv==/ } on' requirements.lock > $(VENV)/uv.lock; \
	$(RUN)/python -m pip install --quiet --no-deps --require-hashes --only-binary :all: -r $(VENV)/uv.lock; \
	settings=$$($(RUN)/python -m pip config list); \
	setting() { echo "$$settings" | sed -nE "s/^(:env:|global|install)\.$$1='(.*)'$$/\2/p" | tail -n 1; }; \
	adopt() { eval "[ -n \"\$${$$1}\" ]" || [ -z "$$2" ] || export "$$1=$$2"; }; \
	adopt UV_DEFAULT_INDEX "$$(setting index-url)"; \
	adopt UV_INDEX "$$(setting extra-index-url)"; \
	adopt UV_FIND_LINKS "$$(setting find-links)"; \
	adopt SSL_CERT_FILE "$$(setting cert)"; \
	adopt UV_HTTP_TIMEOUT "$$(setting default-timeout)"; \
	source=; \
	case "$$(uname -s) $$(uname -m)" in \
		'Linux x86_64' | Darwin*) ;; \
		*) source='--no-binary faust-streaming'; export NO_CYTHON=1 ;; \
	esac; \
	export VIRTUAL_ENV="$$PWD/$(VENV)"; \
	[ -t 2 ] && quiet= || quiet=--quiet; \
	echo "Installing $$(grep -c '^[a-z]' requirements.lock) packages"; \
	$(RUN)/uv pip install $$quiet --require-hashes --no-deps --only-binary :all: $$source --compile-bytecode -r requirements.lock; \
	$(RUN)/uv pip install --quiet --no-deps --no-build-isolation --editable .; \
	[ -n "$$WIRECOPY_BOOTSTRAP_SERVERS" ] || $(RUN)/python -m broker.jars; \
	$(RUN)/python -c 'import pipeline.dedup.decide'; \
	touch $(MARK)

demo: setup
	@$(RUN)/wirecopy demo

test: setup
	@$(RUN)/pytest

lint: setup
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy

faults: setup
	@WIRECOPY_FAULTS=long $(RUN)/pytest -m faults

chaos: setup
	@$(RUN)/python -m tests.faults.chaos --seed $(or $(SEED),1) --minutes $(or $(MINUTES),30)

soak: setup
	@$(RUN)/python -m tests.faults.soak --articles $(or $(ARTICLES),1000000)

fuzz: setup
	@WIRECOPY_FUZZ=10000 $(RUN)/pytest tests/fuzz
	@set -e; for parser in page clean bytes message address time byline; do \
		$(RUN)/python -m tests.fuzz.parsers $$parser $(or $(SECONDS),600); done

bench: setup
	@set -e; for script in bench/*.py; do echo "== $$script"; $(RUN)/python "$$script"; done

lock: setup
	@$(RUN)/uv pip compile --quiet --universal --python-version 3.11 --all-extras --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate \
		--output-file requirements.lock pyproject.toml
	@$(RUN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
		--no-emit-index-url --no-emit-find-links --no-header --no-annotate \
		--constraint requirements.lock --output-file requirements-runtime.lock pyproject.toml
