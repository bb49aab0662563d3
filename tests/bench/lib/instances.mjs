// Instances of workerd, each with databases of its own.

import { build } from "esbuild";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { plan } from "./parts.mjs";
import { children } from "./processes.mjs";

// wrangler brings the miniflare that fits it.
const fromWrangler = createRequire(createRequire(import.meta.url).resolve("wrangler/package.json"));
const { Miniflare, convertV4MiniflareOptions, Log, LogLevel } = fromWrangler("miniflare");

const here = path.dirname(import.meta.dirname);
const built = path.join(plan.root, "functions/build");

const read = (file) => readFileSync(file, "utf8");
const esModule = (name, contents) => ({ type: "ESModule", path: name, contents });

/** `wrangler.toml`, as far as it matters here. */
const compatibilityDate = read(path.join(plan.root, "wrangler.toml")).match(/^compatibility_date = "(.*)"$/m)[1];

/** The peer as one minified module, as wrangler would upload it. */
export async function peerBundle() {
  const { outputFiles } = await build({
    entryPoints: [path.join(here, "peer/worker.mjs")],
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    target: "es2024",
    conditions: ["workerd", "worker", "browser"],
    loader: { ".sql": "text" },
    nodePaths: [path.join(plan.root, "node_modules")],
    external: ["node:*"],
    logLevel: "silent",
  });
  return outputFiles[0].text;
}

const hibikiModules = () => [
  { type: "ESModule", path: "index.js", contents: read(path.join(built, "index.js")) },
  { type: "CompiledWasm", path: "index_bg.wasm", contents: readFileSync(path.join(built, "index_bg.wasm")) },
];

const MODULES = {
  hibiki: async () => hibikiModules(),
  counted: async () => [esModule("counted.mjs", read(path.join(here, "workers/counted.mjs"))), ...hibikiModules()],
  peer: async () => [esModule("peer.mjs", await peerBundle())],
  statements: async () => [esModule("statements.mjs", read(path.join(here, "workers/statements.mjs")))],
  empty: async () => [esModule("empty.mjs", read(path.join(here, "workers/empty.mjs")))],
};

/** What the edge's asset server would answer: the page frames are all that Workers ask for. */
async function asset(request) {
  const { pathname } = new URL(request.url);
  const file = path.join(plan.site, decodeURIComponent(pathname), "index.html");
  const { Response } = fromWrangler("miniflare");
  return existsSync(file) ? new Response(read(file)) : new Response(null, { status: 404 });
}

const started = new Set();

/** A copy of databases, for one instance alone. */
export function copyOf(state, name) {
  const copy = path.join(plan.work, name);
  rmSync(copy, { recursive: true, force: true });
  cpSync(state, copy, { recursive: true });
  return copy;
}

/** Starts one of the Workers on the databases in `state`; its requests go straight to it, past the asset server. */
export async function start(kind, { state, port = 0, bindings = {} }) {
  const before = new Set(children("workerd"));
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(LogLevel.ERROR),
      cf: false,
      telemetry: { enabled: false },
      resourcePersistencePath: path.join(state, "v3"),
      workers: [
        {
          name: kind,
          modules: await MODULES[kind](),
          compatibilityDate,
          bindings: {
            ORIGIN: plan.origin,
            TOWN_NAME: "ひびき町",
            BRIDGE_PORT: "35965",
            JPKI_CAS: plan.ca,
            TOWN_SECRET: plan.townSecret,
            OPERATOR_KEY: plan.operatorKey,
            ...bindings,
          },
          d1Databases: { IDENTITY: "identity", MYPAGE: "mypage", PUBLIC: "public" },
          serviceBindings: { ASSETS: asset },
          unsafeDirectSockets: [{ host: "127.0.0.1", port }],
        },
      ],
    }),
  );
  started.add(miniflare);
  await miniflare.ready;
  const url = await miniflare.unsafeGetDirectURL(kind);
  const [pid] = children("workerd").filter((child) => !before.has(child));
  if (!pid) throw new Error("workerd was not found among the processes");
  return {
    kind,
    url,
    pid,
    miniflare,
    database: (name) => miniflare.getD1Database(name, kind),
    stop: async () => {
      started.delete(miniflare);
      await miniflare.dispose();
    },
  };
}

/** Stops whatever still runs. */
export async function stopAll() {
  await Promise.allSettled([...started].map((miniflare) => miniflare.dispose()));
  started.clear();
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => stopAll().finally(() => process.exit(1)));
}
