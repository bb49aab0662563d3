// Looks closely at a picture: fingers, mouse, wheel, keys and buttons. The tiles are files (IIIF Image API 3, level 0).
// Without this script there is the picture in the page and a link to all of it.
const figure = document.querySelector("figure.zoom");
const picture = figure.querySelector("img");
const say = figure.dataset;

// The picture itself first: on a slow line its tiles would only delay it.
await picture.decode().catch(() => {});
const info = await (await fetch(say.info)).json();
const base = new URL(say.info, location.href).href.replace(/\/info\.json$/, "");
const { width: tileSize, scaleFactors } = info.tiles[0];

const canvas = document.createElement("canvas");
canvas.tabIndex = 0;
canvas.setAttribute("role", "img");
canvas.setAttribute("aria-label", picture.alt);
const paint = canvas.getContext("2d");
picture.replaceWith(canvas);

const caption = figure.querySelector("figcaption");
const hint = document.createElement("p");
hint.className = "hint";
hint.id = "zoom-hint";
hint.textContent = say.hint;
canvas.setAttribute("aria-describedby", hint.id);
const state = document.createElement("span");
state.setAttribute("role", "status");

/** Pixels of the screen per pixel of the picture, and the point of the picture in the middle. */
let scale = 1;
let x = info.width / 2;
let y = info.height / 2;
/** Whether all of it is seen: then it stays so when the phone is turned. */
let whole = true;
/** The tiles that were asked for, by address; with the picture once it has come. */
const tiles = new Map();
let waiting = false;

const fit = () => Math.min(canvas.clientWidth / info.width, canvas.clientHeight / info.height);

function clamp() {
  scale = Math.min(Math.max(scale, fit()), Math.max(4, fit()));
  const half = (size) => size / scale / 2;
  const inside = (at, all, seen) => (all <= seen * 2 ? all / 2 : Math.min(Math.max(at, seen), all - seen));
  x = inside(x, info.width, half(canvas.clientWidth));
  y = inside(y, info.height, half(canvas.clientHeight));
}

function tile(factor, column, row) {
  const left = column * tileSize * factor;
  const top = row * tileSize * factor;
  const width = Math.min(tileSize * factor, info.width - left);
  const height = Math.min(tileSize * factor, info.height - top);
  const across = Math.min(tileSize, Math.ceil(info.width / factor) - column * tileSize);
  const down = Math.min(tileSize, Math.ceil(info.height / factor) - row * tileSize);
  const url = `${base}/${left},${top},${width},${height}/${across},${down}/0/default.jpg`;
  if (!tiles.has(url)) {
    tiles.set(url, undefined);
    const image = new Image();
    image.src = url;
    // Decoded beside the page, so that painting it does not hold a slow phone up; what does not come stays coarse.
    const arrived = () => {
      tiles.set(url, image);
      draw();
    };
    image.decode().then(arrived, () => {});
  }
  return { image: tiles.get(url), left, top, width, height };
}

function draw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    const ratio = window.devicePixelRatio || 1;
    const { clientWidth, clientHeight } = canvas;
    const [wide, high] = [Math.round(clientWidth * ratio), Math.round(clientHeight * ratio)];
    // Another size makes another, empty canvas.
    if (canvas.width !== wide || canvas.height !== high) {
      Object.assign(canvas, { width: wide, height: high });
      if (whole) scale = fit();
    }
    paint.resetTransform();
    paint.clearRect(0, 0, wide, high);
    clamp();
    paint.setTransform(ratio * scale, 0, 0, ratio * scale, (clientWidth / 2 - x * scale) * ratio, (clientHeight / 2 - y * scale) * ratio);
    // The coarsest first, so that something is there until the fine ones have come.
    const wanted = scaleFactors.filter((factor) => factor * scale * ratio <= 1.01).at(-1) ?? 1;
    for (const factor of [...scaleFactors].reverse()) {
      if (factor < wanted) break;
      if (factor !== wanted && factor !== scaleFactors.at(-1)) continue;
      const step = tileSize * factor;
      const from = (at, size) => Math.max(0, Math.floor((at - size / scale / 2) / step));
      const to = (at, size, all) => Math.min(Math.ceil(all / step) - 1, Math.floor((at + size / scale / 2) / step));
      for (let row = from(y, clientHeight); row <= to(y, clientHeight, info.height); row += 1) {
        for (let column = from(x, clientWidth); column <= to(x, clientWidth, info.width); column += 1) {
          const { image, left, top, width, height } = tile(factor, column, row);
          if (image) paint.drawImage(image, left, top, width, height);
        }
      }
    }
  });
}

function tell() {
  clamp();
  whole = scale <= fit() * 1.001;
  state.textContent = say.state.replace("{n}", (scale / fit()).toFixed(1));
}

/** Makes it larger around a point of the screen, by default the middle. */
function zoom(by, atX = canvas.clientWidth / 2, atY = canvas.clientHeight / 2) {
  const [offX, offY] = [atX - canvas.clientWidth / 2, atY - canvas.clientHeight / 2];
  const before = scale;
  scale *= by;
  clamp();
  x += offX / before - offX / scale;
  y += offY / before - offY / scale;
  tell();
  draw();
}

function move(byX, byY) {
  x += byX / scale;
  y += byY / scale;
  draw();
}

function showWhole() {
  scale = fit();
  tell();
  draw();
}

const keys = {
  ArrowLeft: () => move(-80, 0),
  ArrowRight: () => move(80, 0),
  ArrowUp: () => move(0, -80),
  ArrowDown: () => move(0, 80),
  "+": () => zoom(1.5),
  ";": () => zoom(1.5), // the key of + on a Japanese keyboard, without Shift
  "=": () => zoom(1.5),
  "-": () => zoom(1 / 1.5),
  0: showWhole,
  Home: showWhole,
};
canvas.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

const fingers = new Map();
const spread = () => {
  const [a, b] = [...fingers.values()];
  return { apart: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
};
canvas.addEventListener("pointerdown", (event) => {
  canvas.setPointerCapture(event.pointerId);
  fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
});
canvas.addEventListener("pointermove", (event) => {
  const last = fingers.get(event.pointerId);
  if (!last) return;
  const before = fingers.size === 2 ? spread() : undefined;
  fingers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
  if (before) {
    const after = spread();
    move(before.x - after.x, before.y - after.y);
    zoom(after.apart / Math.max(before.apart, 1), after.x, after.y);
  } else move(last.x - event.offsetX, last.y - event.offsetY);
});
for (const end of ["pointerup", "pointercancel"]) {
  canvas.addEventListener(end, (event) => fingers.delete(event.pointerId));
}
canvas.addEventListener("dblclick", (event) => zoom(2, event.offsetX, event.offsetY));
canvas.addEventListener(
  "wheel",
  (event) => {
    if (!event.ctrlKey && document.activeElement !== canvas) return; // the page scrolls
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.2 : 1 / 1.2, event.offsetX, event.offsetY);
  },
  { passive: false },
);

const buttons = [
  [say.in, () => zoom(1.5)],
  [say.out, () => zoom(1 / 1.5)],
  [say.all, showWhole],
].map(([words, action]) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button secondary";
  button.textContent = words;
  button.addEventListener("click", action);
  return button;
});
caption.prepend(...buttons, state);
caption.append(hint);
new ResizeObserver(draw).observe(canvas);
scale = fit();
draw();
