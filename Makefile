# Thin names for real commands. Needed: Python 3.11 or newer with venv, make, and a package index to install from.
#
#   make run     the portal with its demo on http://127.0.0.1:8000   (make run DATABASE_URL=… GANDENG_PORT=9000)
#   make test    everything that must hold, on SQLite and PostgreSQL, in a real browser
#   make check   the quick part of it
#   make bench   what is fast, as ratios                              (make bench ONLY=school)
#   make lock    choose newer versions within the bounds of pyproject.toml
#   make clean   drop what was made, but not the data in instance/

.DEFAULT_GOAL := run
.PHONY: run test check bench lock clean

PY := .venv/bin/python
PIP := $(PY) -m pip -qq --disable-pip-version-check --no-input
COMPILE := UV_CUSTOM_COMPILE_COMMAND="make lock" $(PY) -m uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --python-version 3.11

run: .venv/run.done
	@$(PY) -m flask --app wsgi db upgrade
	@$(PY) -m flask --app wsgi demo
	@GANDENG_MAILBOX=$${GANDENG_MAILBOX:-true} exec $(PY) -m portal.cli.serve

test: .venv/dev.done
	@$(PY) -m tests.run

check: .venv/dev.done
	@$(PY) -m tests.run --quick

bench: .venv/dev.done
	@ONLY="$(ONLY)" $(PY) -m benchmarks

lock: .venv/dev.done
	$(COMPILE) pyproject.toml -o requirements/run.txt
	$(COMPILE) pyproject.toml --group dev -o requirements/dev.txt
	echo "uv" | $(COMPILE) - -o requirements/uv.txt

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps make a second run start at once. What `make test` needs holds all that `make run` needs, so once it is
# there, `make run` brings the larger set up to date instead of taking the tests' tools away.
.venv/run.done: requirements/run.txt .venv/made.done
	@if [ -e .venv/dev.done ]; then $(call install,dev); else $(call install,run); fi
	@touch $@

.venv/dev.done: requirements/dev.txt .venv/made.done
	@$(call install,dev)
	@touch $@

# uv installs in seconds what takes pip most of a minute; where it cannot, pip does it.
install = echo "Memasang pustaka (requirements/$(1).txt) …"; \
	$(PY) -m uv pip sync --quiet --compile-bytecode --require-hashes --python $(PY) requirements/$(1).txt 2>.venv/uv.log \
	|| { echo "uv tidak dapat memasangnya (.venv/uv.log); pip dipakai sebagai gantinya, sekitar satu menit."; \
	$(PIP) install --require-hashes -r requirements/$(1).txt; }

.venv/made.done: requirements/uv.txt
	@set -e; found=""; old=""; bare=""; \
	for python in python3.13 python3.12 python3.11 python3 python; do \
	  version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue; \
	  if ! $$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then old="$$old $$python=$$version"; continue; fi; \
	  if ! $$python -c 'import venv, ensurepip' 2>/dev/null; then bare="$$python$$version"; continue; fi; \
	  found=$$python; break; \
	done; \
	if [ -z "$$found" ] && [ -n "$$bare" ]; then \
	  echo "Python ada, tetapi modul venv belum terpasang. Di Debian/Ubuntu: sudo apt install python3-venv, lalu ulangi." >&2; exit 1; \
	elif [ -z "$$found" ]; then \
	  echo "Gandeng memerlukan Python 3.11 atau lebih baru; yang ditemukan:$${old:- tidak ada}. Pasang yang baru, lalu ulangi." >&2; exit 1; \
	fi; \
	echo "Membuat lingkungan .venv dengan $$found ($$version) …"; \
	$$found -m venv .venv
	@$(PIP) install --require-hashes -r requirements/uv.txt 2>.venv/pip.log || true
	@touch $@
