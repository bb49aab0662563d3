// A photograph is made small on this device before it is sent. Drawn anew, it has nothing left of what the camera wrote
// beside it: place, time, serial numbers. Without this script the Worker takes small pictures and strips them itself.

const MOST_BYTES = 200 * 1024;
const SIDES = [1600, 1280, 960, 640];
const QUALITIES = [0.85, 0.7, 0.55];

function drawn(picture, longest) {
  const scale = Math.min(1, longest / Math.max(picture.width, picture.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(picture.width * scale));
  canvas.height = Math.max(1, Math.round(picture.height * scale));
  const context = canvas.getContext("2d");
  // JPEG has no transparency.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

const jpeg = (canvas, quality) => new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", quality));

async function small(file) {
  const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
  try {
    for (const side of SIDES) {
      const canvas = drawn(picture, side);
      for (const quality of QUALITIES) {
        const blob = await jpeg(canvas, quality);
        if (blob && blob.size <= MOST_BYTES) return blob;
      }
    }
    return null;
  } finally {
    picture.close();
  }
}

for (const form of document.querySelectorAll("form[data-picture]")) {
  const input = form.querySelector("input[type=file]");
  const button = form.querySelector("button[type=submit]");
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (!file) return;
    button.disabled = true;
    try {
      const blob = await small(file);
      if (blob) {
        const carrier = new DataTransfer();
        carrier.items.add(new File([blob], "picture.jpg", { type: "image/jpeg" }));
        input.files = carrier.files;
      }
    } catch {
      // What no browser can draw is sent as it is: the page that answers says what is wrong with it.
    } finally {
      button.disabled = false;
    }
  });
}
