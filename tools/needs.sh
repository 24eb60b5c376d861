#!/bin/sh
# What the tests need beyond Python: a JDK (ODK Validate and the ODK engine). Installed where it
# may be, otherwise named.
set -eu
if command -v javac >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing a JDK for the tests with ODK's own engine ..."
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq default-jdk-headless >/dev/null
elif [ "${CI:-}" = true ]; then
  echo "A JDK (javac) is needed and cannot be installed here." >&2
  exit 1
else
  echo "No JDK (javac) found: the tests with ODK's own engine are left out. Install one, e.g. default-jdk-headless."
fi
