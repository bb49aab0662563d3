// Reads a QR code (ISO/IEC 18004) that was drawn as the path of an SVG, without error correction: nothing is
// between the page and the reader that could smudge it.

/** Codewords of each block for versions 1 to 6, by the two bits of the error correction level. */
const BLOCKS = {
  0b01: [[19], [34], [55], [80], [108], [68, 68]],
  0b00: [[16], [28], [44], [32, 32], [43, 43], [27, 27, 27, 27]],
  0b11: [[13], [22], [17, 17], [24, 24], [15, 15, 16, 16], [19, 19, 19, 19]],
  0b10: [[9], [16], [13, 13], [9, 9, 9, 9], [11, 11, 12, 12], [15, 15, 15, 15]],
};
const MASKS = [
  (y, x) => (y + x) % 2,
  (y) => y % 2,
  (y, x) => x % 3,
  (y, x) => (y + x) % 3,
  (y, x) => (Math.floor(y / 2) + Math.floor(x / 3)) % 2,
  (y, x) => ((y * x) % 2) + ((y * x) % 3),
  (y, x) => (((y * x) % 2) + ((y * x) % 3)) % 2,
  (y, x) => (((y + x) % 2) + ((y * x) % 3)) % 2,
];

/** The text of a path of runs, `M x y h WIDTH v1h-WIDTH z`, in a square of `side` modules with a quiet zone of four. */
export function readQr(path, side) {
  const size = side - 8;
  const version = (size - 17) / 4;
  const run = ([, x, y, width]) => Array.from({ length: Number(width) }, (_, step) => `${x - 4 + step},${y - 4}`);
  const dark = new Set([...path.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)].flatMap(run));
  const at = (y, x) => (dark.has(`${x},${y}`) ? 1 : 0);

  // Format: the five bits beside the first finder, behind their own mask.
  const format = [0, 1, 2, 3, 4].reduce((bits, x) => (bits << 1) | at(8, x), 0) ^ 0b10101;
  const [level, mask] = [format >> 3, MASKS[format & 7]];

  const last = size - 7;
  const isFunction = (y, x) =>
    (y < 9 && (x < 9 || x >= size - 8)) ||
    (y >= size - 8 && x < 9) ||
    y === 6 ||
    x === 6 ||
    (version > 1 && Math.abs(y - last) <= 2 && Math.abs(x - last) <= 2);
  const bits = [];
  let up = true;
  for (let right = size - 1; right > 0; right -= right === 8 ? 3 : 2, up = !up) {
    for (let step = 0; step < size; step += 1) {
      const y = up ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (!isFunction(y, x)) bits.push(at(y, x) ^ (mask(y, x) === 0 ? 1 : 0));
      }
    }
  }
  const byte = (from) => bits.slice(from, from + 8).reduce((value, bit) => (value << 1) | bit, 0);
  const codewords = Array.from({ length: bits.length >> 3 }, (_, place) => byte(place * 8));

  const lengths = BLOCKS[level][version - 1];
  const blocks = lengths.map(() => []);
  let next = 0;
  for (let row = 0; row < Math.max(...lengths); row += 1) {
    lengths.forEach((length, block) => row < length && blocks[block].push(codewords[next++]));
  }
  const data = blocks.flat().flatMap((value) => [7, 6, 5, 4, 3, 2, 1, 0].map((bit) => (value >> bit) & 1));
  const number = (from, count) => data.slice(from, from + count).reduce((value, bit) => value * 2 + bit, 0);
  if (number(0, 4) !== 0b0100) throw new Error("the QR code is not in byte mode");
  const bytes = Array.from({ length: number(4, 8) }, (_, place) => number(12 + 8 * place, 8));
  return new TextDecoder().decode(new Uint8Array(bytes));
}
