#!/usr/bin/env bash
# Packs the tarball, installs it in an empty folder, and uses it there as a stranger would.
set -euo pipefail
root=$(cd "$(dirname "$0")/.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

cd "$root"
tarball=$(npm pack --silent --ignore-scripts --pack-destination "$folder")
cd "$folder"
npm init --yes >/dev/null
npm install --no-audit --no-fund "./$tarball" 2>&1 | tee install.log
if grep -qi 'warn.*autodyne' install.log; then
  echo 'the installation of the packed tarball warns' >&2
  exit 1
fi
node -e '
  const { scripts } = require("./node_modules/autodyne/package.json");
  const run = ["preinstall", "install", "postinstall", "prepublish", "preprepare", "prepare", "postprepare"];
  const found = run.filter((name) => scripts?.[name] !== undefined);
  if (found.length > 0) throw new Error(`the packed package.json runs at installation: ${found.join(", ")}`);
'

npx autodyne --version
npx autodyne local --memory -- sh -ec '
  npx autodyne put "{\"id\":\"1\",\"title\":\"Call Me Today\"}"
  npx autodyne get 1 | tee got.json
  grep -q "Call Me Today" got.json
'
npx autodyne local --memory -- node --input-type=module - "$folder/node_modules/autodyne" <"$root/scripts/check-dashboard.mjs"
node --input-type=module -e "
  import { createClient, createDocumentClient } from 'autodyne';
  if (typeof createClient !== 'function' || typeof createDocumentClient !== 'function') process.exit(1);
"
cp "$root/scripts/check-models.mjs" .
npx autodyne local --memory -- node check-models.mjs "$root"
echo 'the packed tarball works'
