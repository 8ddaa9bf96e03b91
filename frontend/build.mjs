// Bundles src/*.js and src/*.css, and the world of the map, into the Python package's static folder.
//
//   node build.mjs            minified, as it ships
//   node build.mjs --watch    again whenever a file changes
import { readdirSync, mkdirSync, writeFileSync, rmSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";
import { makeWorld } from "./world.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/according/web/server/static");
const sources = join(here, "src");

const options = {
  entryPoints: readdirSync(sources).filter((name) => /\.(js|css)$/.test(name)).map((name) => join(sources, name)),
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome123", "firefox120", "safari17.5"],
  legalComments: "none",
  loader: { ".svg": "dataurl" },
  logLevel: "warning",
};

async function build() {
  const made = new Map([["world.json", JSON.stringify(makeWorld())]]);
  const { outputFiles } = await esbuild.build({ ...options, write: false });
  for (const file of outputFiles) made.set(relative(out, file.path), file.contents);
  mkdirSync(out, { recursive: true });
  for (const [name, contents] of made) writeFileSync(join(out, name), contents);
  for (const name of readdirSync(out)) if (!made.has(name)) rmSync(join(out, name), { recursive: true });
}

await build();
if (process.argv.includes("--watch")) await (await esbuild.context(options)).watch();
