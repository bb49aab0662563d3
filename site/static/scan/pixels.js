// From pictures to pixels. Nothing of them leaves the browser.

/** No canvas of this size is refused by any browser that has the rest (iOS: 16 million pixels). */
const LARGEST = 4000;

/**
 * The longer sides at which a photograph is looked at: most are read at the first, codes far away at the second, grainy
 * or much too close ones at the third.
 */
const SIDES = [1600, 3200, 900];

const canvas = document.createElement("canvas");
const context = canvas.getContext("2d", { willReadFrequently: true });

/** A picture or a moment of a film, no side longer than `most`. */
export function pixels(source, width, height, most = LARGEST) {
  const scale = Math.min(1, most / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * scale));
  canvas.height = Math.max(1, Math.round(height * scale));
  context.imageSmoothingQuality = "high";
  // What is transparent in a picture is paper.
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(source, 0, 0, canvas.width, canvas.height);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** A picture file at one scale after the other. Throws for what is no picture. */
export async function* scales(file) {
  const picture = await createImageBitmap(file);
  try {
    const longer = Math.max(picture.width, picture.height);
    const sides = new Set(SIDES.map((side) => Math.min(side, longer, LARGEST)));
    for (const side of sides) yield pixels(picture, picture.width, picture.height, side);
  } finally {
    picture.close();
  }
}
