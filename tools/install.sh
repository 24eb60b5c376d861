#!/bin/sh
# Sets up .venv with what the lock names, for `make install`. Takes the Python and the folder.
# Whatever fails, the last line says in plain words what to do.
set -u
python=$1
venv=$2

stop() {
  echo "$1" >&2
  exit 1
}

"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null ||
  stop "Lespwa needs Python 3.11 or newer, which $python is not: install one and name it, as in make demo PYTHON=python3.12."
"$python" -m venv "$venv" ||
  stop "Python's module venv is missing: on Debian or Ubuntu run apt install python3-venv, then the same command again."
"$venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock ||
  stop "The packages could not be installed: look at the lines above, check the connection to the internet, then run the same command again."
"$venv/bin/pip" install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ||
  stop "Lespwa itself could not be installed: run make clean, then the same command again."
