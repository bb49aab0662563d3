// Reads the codes of a picture, beside the page so that this one stays alive meanwhile. What comes in is a canvas's
// pixels; what goes out is bytes: of which text they are, the page finds out.

import init, { read } from "./hibiki_scan.js";

const ready = init({ module_or_path: new URL("hibiki_scan_bg.wasm", import.meta.url) });
ready.then(
  () => postMessage({ ready: true }),
  () => postMessage({ ready: false }),
);

addEventListener("message", async ({ data: { id, pixels, width, thorough } }) => {
  await ready;
  try {
    const reading = read(new Uint8Array(pixels), width, thorough);
    const symbols = Array.from({ length: reading.count }, (_, index) => {
      const [place, total, parity] = reading.part(index);
      return { bytes: reading.bytes(index), piece: total === undefined ? null : { place, total, parity } };
    });
    postMessage({ id, symbols, light: reading.light });
    reading.free();
  } catch {
    // What a panic leaves behind is good for nothing: the page starts another worker.
    postMessage({ id, broken: true });
  }
});
