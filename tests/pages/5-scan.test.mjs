import { AxeBuilder } from "@axe-core/playwright";
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, afterEach, before, beforeEach, describe, test } from "node:test";
import { launch } from "../browser/support/chromium.mjs";
import { CHROMIUM, SITE } from "../browser/support/town.mjs";
import { film, png, sheet, textOf } from "./support/drawing.mjs";

const FORM = readFileSync(new URL("../data/scan/form.html", import.meta.url), "utf8");
const TYPES = { ".svg": "image/svg+xml", ".js": "text/javascript", ".wasm": "application/wasm", ".css": "text/css" };
const PARTS = ["part-1", "part-2", "part-3"];
const ALL_READ = "すべて読み取りました";

/** The headers of static pages; the page with the form may use the camera, as `Reply::with_camera` says. */
const HEADERS = Object.fromEntries(
  readFileSync(join(SITE, "_headers"), "utf8")
    .split(/\n(?=\S)/)[0] // what holds everywhere
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(/: (.*)/s, 2))
    .filter(([name]) => name !== "strict-transport-security"),
);
const MAY_USE_THE_CAMERA = { ...HEADERS, "permissions-policy": HEADERS["permissions-policy"].replace("camera=()", "camera=(self)") };

/** The form by itself, as the town's page will carry it, with the built scripts; it keeps what was sent. */
async function serve() {
  const town = { form: FORM, headers: MAY_USE_THE_CAMERA, lost: null, sent: [], asked: [] };
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://town");
    town.asked.push(`${request.method} ${pathname}`);
    if (town.lost?.test(pathname)) return response.destroy();
    if (pathname === "/" || pathname === "/sent") {
      const body = Buffer.concat(await request.toArray());
      if (pathname === "/sent") town.sent.push({ type: request.headers["content-type"], body: new URLSearchParams(body.toString()) });
      const page = `<!DOCTYPE html><html lang="ja"><head><meta charset="utf-8"><title>お薬手帳</title><meta name="viewport" content="width=device-width"><link rel="icon" href="/favicon.svg"><link rel="stylesheet" href="/main.css"></head><body><main><h1>お薬手帳</h1>${pathname === "/" ? town.form : "<p>届きました。</p>"}</main></body></html>`;
      return response.writeHead(200, { ...town.headers, "content-type": "text/html; charset=utf-8" }).end(page);
    }
    try {
      const file = readFileSync(join(SITE, pathname));
      response.writeHead(200, { ...HEADERS, "content-type": TYPES[extname(pathname)] ?? "application/octet-stream" }).end(file);
    } catch {
      response.writeHead(404, HEADERS).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  town.origin = `http://127.0.0.1:${server.address().port}`;
  town.close = () => server.close();
  return town;
}

const picture = (name, drawn) => ({ name, mimeType: "image/png", buffer: png(drawn) });

describe("reading the codes of a slip", () => {
  let town, browser, folder, page, troubles;
  const cameraShows = join(mkdtempSync(join(tmpdir(), "hibiki-scan-")), "film.y4m");

  before(async () => {
    folder = join(cameraShows, "..");
    // First nothing, then the slip's codes, two at a time: as a hand goes over the paper.
    const shots = [[], ["prescription"], ["part-3", "part-1"], ["part-1", "part-2"]].map((names) => sheet(names, { turned: 4 }));
    writeFileSync(cameraShows, film(shots.flatMap((shot) => [shot, shot, shot])));
    town = await serve();
    browser = await launch(CHROMIUM, "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${cameraShows}`);
  });
  beforeEach(async () => {
    Object.assign(town, { form: FORM, headers: MAY_USE_THE_CAMERA, lost: null, sent: [], asked: [] });
    troubles = [];
    await open();
  });
  afterEach(async () => {
    await page.context().close();
    assert.deepEqual(troubles, []);
  });
  after(async () => {
    await browser.close();
    town.close();
    rmSync(folder, { recursive: true, force: true });
  });

  async function open(options = {}, from = browser) {
    await page?.context().close();
    const context = await from.newContext({ baseURL: town.origin, locale: "ja-JP", ...options });
    context.setDefaultTimeout(15_000);
    page = await context.newPage();
    page.on("console", (message) => message.type() === "error" && troubles.push(message.text()));
    page.on("pageerror", (error) => troubles.push(String(error)));
    await page.goto("/");
  }

  const said = (text) => page.getByRole("status").filter({ hasText: text }).waitFor();
  const choose = (...files) => page.getByLabel("写真から読み取る").setInputFiles(files);
  const listed = () => page.getByRole("listitem").evaluateAll((items) => items.map((item) => item.firstChild.data));
  async function send() {
    await page.getByRole("button", { name: "内容を確かめる" }).click();
    await page.getByText("届きました。").waitFor();
    return town.sent[0].body.getAll("code").filter(Boolean);
  }

  test("the bytes of a photograph become the text that the pharmacy printed, and nothing but text is sent", async () => {
    await choose(picture("slip.png", sheet(["whole"])));
    await said(`QRコードを読み取りました。 ${ALL_READ}`);
    assert.deepEqual(await listed(), ["1枚で全部のもの"]);
    assert.deepEqual(await send(), [textOf("whole")]);
    assert.equal(town.sent[0].type, "application/x-www-form-urlencoded");
    assert.deepEqual([...new Set(town.sent[0].body.keys())], ["code"]);
    assert.deepEqual(town.asked.filter((asked) => !asked.startsWith("GET ")), ["POST /sent"]);
  });

  test("all codes of one photograph are read at once", async () => {
    await choose(picture("slip.png", sheet(PARTS)));
    await said(ALL_READ);
    assert.equal(await page.getByRole("listitem").count(), 3);
    assert.deepEqual((await send()).sort(), PARTS.map(textOf).sort());
  });

  test("a large photograph is read: turned, half in a shadow, as a JPEG", async () => {
    const drawn = sheet(PARTS, { width: 4000, height: 3000, module: 9, turned: 11, shadow: 0.5 });
    const jpeg = await page.evaluate(async (bytes) => {
      const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0))]));
      const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
      canvas.getContext("2d").drawImage(bitmap, 0, 0);
      const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.6 });
      const url = await new Promise((resolve) => {
        const reader = new FileReader();
        reader.onload = () => resolve(reader.result);
        reader.readAsDataURL(blob);
      });
      return url.split(",")[1];
    }, png(drawn).toString("base64"));
    await choose({ name: "slip.jpg", mimeType: "image/jpeg", buffer: Buffer.from(jpeg, "base64") });
    await said(ALL_READ);
    assert.deepEqual((await send()).sort(), PARTS.map(textOf).sort());
  });

  test("codes come in any order and more than once; what is missing is named, what is wrong can be taken out", async () => {
    await choose(picture("3.png", sheet(["part-3"])));
    await said("3枚のうち3枚目を読み取りました。 まだ読み取っていない番号：1、2");
    await choose(picture("3.png", sheet(["part-3"])));
    await said("これは、もう読み取ってあります。");
    await choose(picture("1.png", sheet(["part-1"])), picture("2.png", sheet(["part-2"])));
    await said(ALL_READ);
    await page.getByRole("button", { name: "3枚のうち3枚目 外す" }).click();
    await said("外しました。");
    assert.equal(await page.getByText("まだ読み取っていない番号：3").isVisible(), true);
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "外す");
    assert.deepEqual((await send()).sort(), ["part-1", "part-2"].map(textOf).sort());
  });

  test("symbols that are joined make one text, though a letter is cut in two", async () => {
    await choose(picture("2.png", sheet(["joined-2"])));
    await said("つながったQRコードの2個のうち2個目を読み取りました。 まだ読み取っていない番号：1");
    await choose(picture("1.png", sheet(["joined-1"])));
    await said(ALL_READ);
    assert.deepEqual(await send(), [textOf("whole")]);
  });

  test("whoever has a photograph that cannot be read is told what to do", async () => {
    await choose(picture("empty.png", sheet([])));
    await said("QRコードが見つからない写真がありました");
    await choose(picture("dark.png", sheet([], { light: 30 })));
    await said("暗くて読み取れません");
    await choose({ name: "letter.png", mimeType: "image/png", buffer: Buffer.from("no picture") });
    await said("開けない写真がありました");
    await choose(picture("other.png", sheet(["prescription"])));
    await said("処方箋のQRコードがありました");
    assert.deepEqual(await listed(), []);
    await choose(picture("whole.png", sheet(["whole"])), picture("empty.png", sheet([])));
    await said(`${ALL_READ}。下のボタンを押して進んでください。 QRコードが見つからない写真がありました`);
  });

  test("the camera reads one code after the other and is off when all are there", async () => {
    await page.context().grantPermissions(["camera"]);
    await page.getByRole("button", { name: "カメラで読み取る" }).click();
    await page.getByRole("button", { name: "カメラを止める" }).waitFor();
    await said(ALL_READ);
    const { off, at } = await page.evaluate(() => ({ off: document.querySelector("video").srcObject === null, at: document.activeElement.textContent }));
    assert.deepEqual({ off, at }, { off: true, at: "内容を確かめる" });
    assert.equal(await page.getByLabel("カメラの映像").isVisible(), false);
    assert.deepEqual((await send()).sort(), PARTS.map(textOf).sort());
  });

  test("the camera is off when somebody stops it, looks elsewhere, or leaves", async () => {
    await page.context().grantPermissions(["camera"]);
    await page.evaluate(() => {
      const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
      window.tracks = [];
      navigator.mediaDevices.getUserMedia = async (wanted) => {
        const stream = await ask(wanted);
        window.tracks.push(...stream.getTracks());
        return stream;
      };
    });
    const states = () => page.evaluate(() => window.tracks.map((track) => track.readyState));
    const start = page.getByRole("button", { name: "カメラで読み取る" });
    await start.press("Enter");
    await page.getByRole("button", { name: "カメラを止める" }).press("Enter");
    await said("カメラを止めました。");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "カメラで読み取る");

    await start.click();
    await page.waitForFunction(() => document.querySelector("video").srcObject);
    await page.evaluate(() => {
      Object.defineProperty(document, "hidden", { value: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await said("カメラを止めました。");
    await start.click();
    await page.waitForFunction(() => document.querySelector("video").srcObject);
    await page.evaluate(() => dispatchEvent(new Event("pagehide")));
    assert.deepEqual([...new Set(await states())], ["ended"]);
  });

  test("a camera that may not be used, or that is not there, is said, and photographs are read all the same", async () => {
    await page.getByRole("button", { name: "カメラで読み取る" }).click();
    await said("カメラの使用が許可されていません");
    assert.equal(await page.evaluate(() => document.activeElement.id), "scan-pictures");
    const without = await launch(CHROMIUM);
    await open({ permissions: ["camera"] }, without);
    await page.getByRole("button", { name: "カメラで読み取る" }).click();
    await said("使えるカメラがありません");
    await choose(picture("whole.png", sheet(["whole"])));
    await said(ALL_READ);
    await page.context().close();
    await without.close();
  });

  test("only the page of the form may use the camera", async () => {
    town.headers = HEADERS;
    await open({ permissions: ["camera"] });
    await page.getByRole("button", { name: "カメラで読み取る" }).click();
    await said("カメラの使用が許可されていません");
    troubles = troubles.filter((trouble) => !/Permissions policy violation: camera/.test(trouble));
  });

  test("without a line the reader says so, and what was pasted is sent all the same", async () => {
    town.lost = /\.wasm$/;
    await open();
    await said("読み取りの準備ができませんでした");
    await choose(picture("whole.png", sheet(["whole"])));
    await said("読み取りの準備ができませんでした");
    town.lost = null;
    await choose(picture("whole.png", sheet(["whole"])));
    await said(ALL_READ);
    troubles = troubles.filter((trouble) => !/Failed to load resource|Failed to fetch/.test(trouble));
  });

  test("a picture that the reader cannot bear costs that picture alone", async () => {
    const read = await page.evaluate(async () => {
      const { Reader } = await import("/scan/reader.js");
      const post = Worker.prototype.postMessage;
      let first = true;
      Worker.prototype.postMessage = function (message, transfer) {
        const bad = first;
        first = false;
        post.call(this, bad ? { ...message, pixels: 1e15 } : message, bad ? [] : transfer);
      };
      const reader = new Reader();
      const empty = () => ({ data: new Uint8ClampedArray(4 * 100 * 100), width: 100 });
      return [await reader.read(empty(), true), await reader.read(empty(), true)];
    });
    assert.deepEqual(read.map(({ symbols, lost }) => [symbols.length, lost]), [[0, false], [0, false]]);
    assert.equal(read[1].light, 0);
  });

  test("what the town sends back stands in the list; what it could not read stays in its field", async () => {
    const field = (text) => `<div class="field"><label for="s${text.length}">送った文字</label><textarea id="s${text.length}" name="code" data-sent>\n${text}</textarea></div>`;
    town.form = FORM.replace('<div class="field"><label for="scan-code">', (next) => field(textOf("part-2")) + field("読めない") + next);
    await page.goto("/");
    await page.getByText("まだ読み取っていない番号：1、3").waitFor();
    assert.deepEqual(await listed(), ["3枚のうち2枚目"]);
    assert.equal(await page.getByLabel("送った文字").inputValue(), "読めない");
    await choose(picture("rest.png", sheet(["part-1", "part-3"])));
    await said(ALL_READ);
    assert.deepEqual((await send()).sort(), [...PARTS.map(textOf), "読めない"].sort());
  });

  test("without scripts there is the field for pasting, and nothing that does not work", async () => {
    await open({ javaScriptEnabled: false });
    assert.equal(await page.getByRole("button").count(), 1);
    await page.getByLabel("読み取った文字を貼り付ける").fill(textOf("whole"));
    assert.deepEqual(await send(), [textOf("whole")]);
  });

  test("everybody can use it: no rule of axe is broken before, during and after reading", async () => {
    const check = async () => assert.deepEqual((await new AxeBuilder({ page }).analyze()).violations.map(({ id, help }) => `${id}: ${help}`), []);
    await check();
    await page.context().grantPermissions(["camera"]);
    await page.getByRole("button", { name: "カメラで読み取る" }).click();
    await page.getByRole("button", { name: "カメラを止める" }).waitFor();
    await check();
    await page.getByRole("status").filter({ hasText: ALL_READ }).waitFor();
    await check();
  });
});
