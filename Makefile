# Two commands: `make demo` opens the workbench on a realistic book, `make test` runs every check.
# Each sets up first what it needs; repeating either is cheap and changes nothing.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.ready

.PHONY: demo test lock docs bench clean

demo: $(STAMP)
	$(BIN)/collectwork demo

test: $(STAMP)
	$(BIN)/python scripts/check.py

$(STAMP): requirements.lock pyproject.toml scripts/setup_env.py
	$(PYTHON) scripts/setup_env.py $(VENV)

# Resolves anew for every supported Python and system; needs a network.
lock: $(STAMP)
	$(BIN)/python scripts/lock.py

# Writes the generated parts of the documentation; `make test` says when they are out of date.
docs: $(STAMP)
	$(BIN)/python scripts/write_docs.py

bench: $(STAMP)
	$(BIN)/python -m bench.run

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis build dist
