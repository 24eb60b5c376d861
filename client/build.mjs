// Bundles the client into the scripts that the server serves: `node build.mjs [folder]`.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { minify } from "terser";

const here = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? join(here, "../server/web/fill/static"));
// Each is a script of its own; what a page does not need at once it loads later by name.
const entries = readdirSync(join(here, "src")).filter((name) => name.endsWith(".ts") && !name.endsWith(".d.ts"));

mkdirSync(folder, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: entries.map((name) => `src/${name}`),
  outdir: folder,
  bundle: true,
  minify: true,
  charset: "ascii",
  format: "esm",
  target: "es2020",
  legalComments: "none",
  external: entries.map((name) => `./${name.replace(/ts$/, "js")}`),
  // The evaluator asks for a large cryptographic library, for one function that is not offered.
  alias: { "node-forge": "./src/absent/forge.js" },
});
// A second look, at what is written in few words already, saves another kilobyte.
for (const name of entries) {
  const at = join(folder, name.replace(/ts$/, "js"));
  const { code } = await minify(readFileSync(at, "utf8"), {
    module: true,
    ecma: 2020,
    compress: { passes: 3 },
    format: { ascii_only: true },
  });
  writeFileSync(at, `${code}\n`);
}

const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
const licences = Object.keys(dependencies).sort().map((name) => {
  const at = join(here, "node_modules", name);
  const { version, license } = JSON.parse(readFileSync(join(at, "package.json"), "utf8"));
  const file = readdirSync(at).find((each) => /^licen[cs]e/i.test(each));
  const text = file ? readFileSync(join(at, file), "utf8").trim() : "";
  return `${name} ${version} (${license})\n\n${text}\n`;
});
writeFileSync(join(folder, "LICENCES.txt"), `The scripts in this folder contain these libraries.\n\n${licences.join("\n---\n\n")}`);
