// The organizer's desk: a recording of a lecture goes to the town in parts.
//
// Each part is one request, and the town says which parts it has: when the line is lost the next try begins there, and
// after a reload whoever chooses the same file goes on as well. A part that is sent twice changes nothing. The file is
// the same if the digest over its parts' digests is.

import { desk } from "/desk.js";

const form = document.querySelector("#recording");
const AGAIN_AFTER = 5000;
const MB = 1024 * 1024;

if (form && globalThis.crypto?.subtle) offer();

function offer() {
  const chosen = form.querySelector("input[type=file]");
  const button = form.querySelector("button");
  const status = form.querySelector("#recording-status");
  const going = form.querySelector("#recording-going");
  const bar = form.querySelector("progress");
  const words = form.querySelector("#recording-words");
  const [partBytes, mostBytes] = [Number(form.dataset.part), Number(form.dataset.most)];
  const item = document.querySelector("[data-item]").dataset.item;
  const coming = [...document.querySelectorAll("[data-coming]")].map(({ dataset }) => ({
    name: dataset.coming,
    digest: dataset.digest,
    parts: dataset.parts.split(" ").filter(Boolean).map(Number),
  }));
  let busy = false;

  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const [file] = chosen.files;
    if (busy || !file) return;
    busy = true;
    button.setAttribute("aria-disabled", "true");
    chosen.disabled = true;
    try {
      await send(file);
    } catch {
      say("ファイルを読めませんでした。送った分は町に届いています。同じファイルをもう一度選んでください。");
    }
    busy = false;
    button.removeAttribute("aria-disabled");
    chosen.disabled = false;
  });

  function say(text) {
    if (status.textContent !== text) status.textContent = text;
  }

  async function send(file) {
    if (file.size === 0) return say("ファイルが空です。");
    if (file.size > mostBytes) {
      return say(`このファイルは${inWords(file.size)}あります。録音と映像は1つ${mostBytes / MB}MBまでです。画質や音質を下げて書き出すか、町の広報担当に渡してください。`);
    }
    say("ファイルを調べています…");
    const cut = (part) => file.slice(part * partBytes, (part + 1) * partBytes);
    const digests = [];
    for (let part = 0; part * partBytes < file.size; part++) digests.push(await digest(await cut(part).arrayBuffer()));
    const whole = await digest(new TextEncoder().encode(digests.join("")));
    let half = coming.find((one) => one.digest === whole);
    if (half) say("前に送った続きから送ります。");
    else say("送っています…");
    going.hidden = false;
    const show = () => {
      const parts = half ? half.parts : [];
      const sent = parts.reduce((sum, part) => sum + cut(part).size, 0);
      bar.value = sent / file.size;
      words.textContent = `${inWords(file.size)}のうち${inWords(sent)}（${Math.floor((100 * sent) / file.size)}％）`;
    };
    show();
    for (const [part, partDigest] of digests.entries()) {
      if (half?.parts.includes(part)) continue;
      const path = half ? `/${half.name}/${part}?part=${partDigest}` : beginning(file, whole, partDigest);
      const answer = await post(path, await cut(part).arrayBuffer());
      if (!answer.ok) return refused(answer);
      const { name, parts, location } = await answer.json();
      if (location) return leave(location);
      half = { name, digest: whole, parts };
      const place = coming.findIndex((one) => one.digest === whole);
      if (place < 0) coming.push(half);
      else coming[place] = half;
      show();
    }
    say("すべて届きました。仕上げています…");
    // The page is opened anew afterwards: what was typed on it goes first.
    while (desk && (await desk.settle()) === "lost") await line();
    if (desk && (await desk.settle()) !== "saved") {
      return say("ファイルはすべて届きました。本文がまだ保存されていません。「下書きを保存する」を押してから、同じファイルでもう一度「録音・映像を送る」を押すと、送り直さずに仕上がります。");
    }
    const answer = await post(`/${half.name}`, new ArrayBuffer(0));
    if (!answer.ok) return refused(answer);
    leave((await answer.json()).location);
  }

  function beginning(file, whole, partDigest) {
    // The town makes the name of it; a Japanese name, which may be somebody's, stays out of the address.
    const called = file.name.replace(/[^A-Za-z0-9.]+/g, "-").slice(-60);
    return `?${new URLSearchParams({ called, bytes: file.size, whole, part: partDigest })}`;
  }

  /** Sends until there is an answer: the line may be lost, the town may be busy. */
  async function post(path, body) {
    const url = `/api/desk/recordings/${item}${path}`;
    for (;;) {
      try {
        const answer = await fetch(url, { method: "POST", headers: { "content-type": "application/octet-stream" }, body });
        if (answer.status < 500 && answer.status !== 429) {
          if (status.textContent.startsWith("つながりません")) say("つながりました。続きを送っています…");
          return answer;
        }
      } catch {
        // No line.
      }
      say("つながりません。つながったら、続きから自動で送ります。");
      await line();
    }
  }

  function line() {
    return new Promise((resolve) => {
      setTimeout(resolve, AGAIN_AFTER);
      addEventListener("online", resolve, { once: true });
    });
  }

  async function refused(answer) {
    const { title, detail } = await answer.json().catch(() => ({}));
    going.hidden = true;
    if (answer.status === 401 || answer.status === 403) {
      say("ログインが切れたか、役割が終わりました。別の窓でログインしてから、もう一度「録音・映像を送る」を押してください。続きから送ります。");
    } else {
      say(`${title ?? "送れませんでした"}。${detail ?? "ページを開き直してください。"}`);
    }
  }

  function leave(location) {
    desk?.leave();
    globalThis.location.assign(location);
  }
}

async function digest(bytes) {
  const hash = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return [...hash].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function inWords(bytes) {
  return bytes < MB ? `${Math.floor(bytes / 1024)}KB` : `${(Math.floor((bytes * 10) / MB) / 10).toFixed(1)}MB`;
}
