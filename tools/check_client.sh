#!/bin/sh
# Proves that the scripts of the web forms, which are committed, are what their sources give.
set -eu
cd "$(dirname "$0")/.."
static=server/web/fill/static

if ! command -v npm >/dev/null 2>&1; then
  echo "Node and npm are not here: the scripts in $static are not compared with their sources." >&2
  [ "${CI:-}" != true ] || exit 1
  exit 0
fi
if grep -q '"resolved"' client/package-lock.json; then
  echo "client/package-lock.json names a registry; make it anew with client/.npmrc in force." >&2
  exit 1
fi

built=$(mktemp -d)
trap 'rm -rf "$built"' EXIT
(cd client && npm run --silent check && node build.mjs "$built")
different=
for name in $( (ls "$built" && ls "$static" | grep '\.js$') | sort -u); do
  cmp -s "$built/$name" "$static/$name" || different="$different $name"
done
if [ -n "$different" ]; then
  echo "Not what the sources give:$different. Run \`make client\` and commit what changes." >&2
  exit 1
fi
echo "The scripts in $static are what their sources give."
