# The two commands: `make run` and `make test`. Needs Python 3.11 or later, and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK = 1

.PHONY: run test check lock help

help:  ## List the commands.
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/:/'

# The stamp holds the checksum of the lock file: an unchanged lock installs nothing.
STAMP := $(VENV)/installed-$(shell cksum requirements.txt | cut -d' ' -f1)
$(STAMP): requirements.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(0 if v >= (3, 11) else f"The portal needs Python 3.11 or later; this is {v[0]}.{v[1]}. Hint: make PYTHON=python3.12 $(MAKECMDGOALS)")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Could not make a virtual environment. Hint: on Debian or Ubuntu, apt install python3-venv"; exit 1; }
	@echo "Installing the locked packages into $(VENV) …"
	@$(BIN)/python -m pip install --quiet --require-hashes -r requirements.txt
	@rm -f $(VENV)/installed-* && touch $@

run: $(STAMP)  ## Web, worker and scheduler with starter data, at http://127.0.0.1:8000/ (PORT, DATA_DIR).
	@exec $(BIN)/python manage.py up

# The checksum of every file git would commit, and of what else decides the outcome.
TREE = { git ls-files -co --exclude-standard -z | xargs -0 cksum 2>/dev/null; $(BIN)/python -V; \
	echo "$$DATABASE_URL $$REDIS_URL $$SHARED_DATA"; ls ../shared/data 2>/dev/null; } | cksum | tr ' ' -

test: $(STAMP)  ## The suite, on SQLite, without services. What has passed unchanged is not run again (FORCE=1 does).
	@passed=; if [ -z "$(ARGS)" ] && git rev-parse --git-dir >/dev/null 2>&1; then passed=$(VENV)/passed-$$($(TREE)); fi; \
	if [ -n "$$passed" ] && [ -f "$$passed" ] && [ -z "$(FORCE)" ]; then \
		echo "The suite passed on exactly these files: $$(cat $$passed)."; \
		echo "FORCE=1 make test runs it again."; \
	else \
		$(BIN)/python -m pytest -q -n auto --dist worksteal $(ARGS) || exit $$?; \
		if [ -n "$$passed" ]; then rm -f $(VENV)/passed-*; date > $$passed; fi; \
	fi

check:  ## Everything that .ci/run checks.
	@bash .ci/run

lock: $(STAMP)  ## Write the hash-locked requirements from the .in files.
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url requirements.in -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url requirements-ci.in -o requirements-ci.txt
