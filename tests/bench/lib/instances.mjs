// Instances of workerd, each with databases of its own.

import { build } from "esbuild";
import { cpSync, existsSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { plan } from "./parts.mjs";
import { children } from "./processes.mjs";
import { recoveryKey } from "./recovery.mjs";

// wrangler brings the miniflare that fits it.
const fromWrangler = createRequire(createRequire(import.meta.url).resolve("wrangler/package.json"));
const { Miniflare, convertV4MiniflareOptions, Log, LogLevel } = fromWrangler("miniflare");

const here = path.dirname(import.meta.dirname);
const built = (worker) => path.join(plan.root, "functions/build", worker);

const read = (file) => readFileSync(file, "utf8");
const esModule = (name, contents) => ({ type: "ESModule", path: name, contents });

/** The health pages have databases that no other Worker has. */
const DATABASES = ["IDENTITY", "MYPAGE", "PUBLIC"];
const ALL_DATABASES = [...DATABASES, "HEALTH", "VAULT"];
const databasesOf = (kind) => (["health", "databases"].includes(kind) ? ALL_DATABASES : DATABASES);

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

const worker = (name) => esModule("index.js", read(path.join(here, `workers/${name}.mjs`)));

const modulesOf = (worker) => [
  esModule("index.js", read(path.join(built(worker), "index.js"))),
  { type: "CompiledWasm", path: "index_bg.wasm", contents: readFileSync(path.join(built(worker), "index_bg.wasm")) },
];

/** The Workers; each one's main module is `index.js`. */
const WORKERS = {
  hibiki: async () => modulesOf("town"),
  health: async () => modulesOf("health"),
  peer: async () => [esModule("index.js", await peerBundle())],
  statements: async () => [worker("statements")],
  databases: async () => [worker("databases")],
  empty: async () => [worker("empty")],
};

/** What can be put around a Worker. */
const around = (name) => esModule(`${name}.mjs`, read(path.join(here, `workers/${name}.mjs`)));

/** What the edge's asset server would answer: Workers ask for page frames, live pages and timetables. */
async function asset(request) {
  const { pathname } = new URL(request.url);
  const file = path.join(plan.site, decodeURIComponent(pathname), pathname.endsWith("/") ? "index.html" : "");
  const { Response } = fromWrangler("miniflare");
  return existsSync(file) ? new Response(readFileSync(file)) : new Response(null, { status: 404 });
}

const started = new Set();

/** A copy of databases, for one instance alone. */
export function copyOf(state, name) {
  const copy = path.join(plan.work, name);
  rmSync(copy, { recursive: true, force: true });
  cpSync(state, copy, { recursive: true });
  return copy;
}

/**
 * Starts one of the Workers on the databases in `state`. Requests go straight to it, past the asset server.
 *
 * With `far`, the address of an instance of `databases`, it has none in its own process. With `counted` it notes what it
 * asks of them.
 */
export async function start(kind, { state, far, counted = false, port = 0, bindings = {} }) {
  const before = new Set(children("workerd"));
  const wrapper = [...(counted ? [around("counted")] : []), ...(far ? [around("far")] : [])];
  const miniflare = new Miniflare(
    convertV4MiniflareOptions({
      log: new Log(LogLevel.ERROR),
      cf: false,
      telemetry: { enabled: false },
      ...(state && { resourcePersistencePath: path.join(state, "v3") }),
      workers: [
        {
          name: kind,
          modules: [...wrapper, ...(await WORKERS[kind]())],
          compatibilityDate,
          bindings: {
            ORIGIN: plan.origin,
            TOWN_NAME: "ひびき町",
            DESK_APPROVAL: "editor",
            BRIDGE_PORT: "35965",
            JPKI_CAS: plan.ca,
            RECOVERY_KEY: recoveryKey,
            TOWN_SECRET: plan.townSecret,
            OPERATOR_KEY: plan.operatorKey,
            ...bindings,
          },
          ...(state && { d1Databases: Object.fromEntries(databasesOf(kind).map((name) => [name, name.toLowerCase()])) }),
          serviceBindings: { ASSETS: asset, ...(far && { DATABASES: { external: { address: far.host, http: {} } } }) },
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
    database: (name) => miniflare.getD1Database(name, kind),
    wake: async () => (await miniflare.getWorker(kind)).scheduled({ cron: "* * * * *" }),
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
