// Sheets of paper with codes on them, as pictures and as films.

import { readFileSync } from "node:fs";
import { crc32, deflateSync } from "node:zlib";

const kept = (name) => readFileSync(new URL(`../../data/scan/${name}`, import.meta.url), "utf8");

/** What stands in a code of `tests/data/scan`. */
export const textOf = (name) => kept(`${name}.txt`);

/** The modules of a code of `tests/data/scan`: rows of dark and light. */
function modules(name) {
  const [, , ...rows] = kept(`${name}.pbm`).trim().split("\n");
  return rows.map((row) => [...row].map((module) => module === "1"));
}

/**
 * A sheet with codes beside each other, in the middle of a picture. `module` is in pixels; `turned` in degrees; on its
 * right side the picture is darker by `shadow`.
 */
export function sheet(names, { width = 1280, height = 720, module = 6, turned = 0, dark = 25, light = 225, shadow = 0 } = {}) {
  const codes = names.map(modules);
  const margin = 6;
  const side = Math.max(0, ...codes.map((code) => code.length));
  const wide = codes.length * (side + margin) - margin;
  const [sine, cosine] = [Math.sin, Math.cos].map((of) => of((turned * Math.PI) / 180));
  const luma = new Uint8Array(width * height);
  const isDark = (x, y) => {
    const [u, v] = [(cosine * x + sine * y) / module + wide / 2, (cosine * y - sine * x) / module + side / 2];
    const code = u < 0 ? undefined : codes[Math.floor(u / (side + margin))];
    return code?.[Math.floor(v)]?.[Math.floor(u % (side + margin))] ?? false;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const shade = isDark(x + 0.5 - width / 2, y + 0.5 - height / 2) ? dark : light;
      luma[y * width + x] = shade * (1 - (shadow * x) / width);
    }
  }
  return { width, height, luma };
}

/** A picture file (PNG, third edition: grey, 8 bits). */
export function png({ width, height, luma }) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const [length, sum] = [data.length, crc32(body)].map((number) => {
      const bytes = Buffer.alloc(4);
      bytes.writeUInt32BE(number);
      return bytes;
    });
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head[8] = 8;
  const rows = Array.from({ length: height }, (_, y) => Buffer.concat([Buffer.of(0), luma.subarray(y * width, (y + 1) * width)]));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", deflateSync(Buffer.concat(rows))), chunk("IEND", Buffer.alloc(0))]);
}

/** A film of one picture after the other, five a second (YUV4MPEG2): what Chromium's camera of tests shows. */
export function film(pictures) {
  const [{ width, height }] = pictures;
  const grey = Buffer.alloc((width * height) / 2, 128);
  const frames = pictures.flatMap(({ luma }) => [Buffer.from("FRAME\n"), luma, grey]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W${width} H${height} F5:1 Ip A1:1 C420jpeg\n`), ...frames]);
}
