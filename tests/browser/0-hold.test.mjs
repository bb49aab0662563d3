import { writeFileSync, existsSync, rmSync } from "node:fs";
import { test } from "node:test";
test("hold", async () => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([k]) => k.startsWith("HIBIKI_")));
  writeFileSync("/tmp/b/env.sh", Object.entries(env).map(([k, v]) => `export ${k}='${v}'`).join("\n") + "\n");
  while (!existsSync("/tmp/b/stop")) await new Promise((r) => setTimeout(r, 300));
  rmSync("/tmp/b/stop");
});
