#!/bin/sh
# What the tests need beyond Python: a JDK (ODK Validate and the ODK engine), and Chromium with
# fonts (the web forms). In CI also Node, which builds the scripts of the web forms anew to compare
# them with those that are committed. Installed where it may be, otherwise named.
set -eu

missing=
command -v javac >/dev/null 2>&1 || missing="default-jdk-headless"
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 ||
  missing="$missing chromium fonts-dejavu-core"
[ "${CI:-}" != true ] || command -v npm >/dev/null 2>&1 || missing="$missing nodejs npm"
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  echo "Installing for the tests:$missing ..."
  # shellcheck disable=SC2086 # a list of packages
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq $missing >/dev/null
elif [ "${CI:-}" = true ]; then
  echo "The tests need these Debian packages, which cannot be installed here:$missing" >&2
  exit 1
else
  echo "Not found: $missing. The tests that need them are left out; install them to run all."
fi
