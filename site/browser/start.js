import init from "./hibiki_browser.js";

await init({ module_or_path: new URL("hibiki_browser_bg.wasm", import.meta.url) });
