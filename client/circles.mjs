// Fails when modules of a folder import each other in a circle, types included: `node circles.mjs [folder]`.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const folder = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "src"));

/** Return the file that an import of ours means; undefined for packages. */
function fileOf(name, from) {
  if (!name.startsWith(".")) return undefined;
  const at = resolve(dirname(from), name.replace(/\.js$/, ""));
  const found = [`${at}.ts`, `${at}.d.ts`, `${at}.js`, join(at, "index.ts")].find((each) => existsSync(each));
  if (!found) throw new Error(`${relative(folder, from)} imports ${name}, which is not there`);
  return found;
}

function importsOf(file) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, "utf8"), true, true);
  return importedFiles.map(({ fileName }) => fileOf(fileName, file)).filter(Boolean);
}

const files = readdirSync(folder, { recursive: true })
  .map((each) => join(folder, each))
  .filter((each) => each.endsWith(".ts") && statSync(each).isFile());
let left = new Map(files.map((each) => [each, importsOf(each)]));
// What imports nothing that is left is in no circle; then what is imported by nothing left.
for (let before = -1; before !== left.size; ) {
  before = left.size;
  left = new Map([...left].filter(([, imported]) => imported.some((each) => left.has(each))));
  const wanted = new Set([...left.values()].flat());
  left = new Map([...left].filter(([file]) => wanted.has(file)));
}

for (const [file, imported] of left) {
  const round = imported.filter((each) => left.has(each)).map((each) => relative(folder, each));
  console.error(`${relative(folder, file)} is in a circle of imports with ${round.join(", ")}`);
}
process.exit(left.size ? 1 : 0);
