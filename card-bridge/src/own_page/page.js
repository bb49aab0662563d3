// The bridge's own page: asks the bridge how it is, shows it, and hands it what the person types.
"use strict";

const EVERY_MS = 400;

const READER = {
  "ready": ["カードリーダーの準備ができています", "The reader is ready"],
  "no-reader": ["カードリーダーをつないでください", "Please plug in the card reader"],
  "no-service": ["パソコンのカードのサービスが動いていません。担当の人に伝えてください", "The smart card service of this computer is not running. Please tell the person in charge"],
  "simulated": ["ためしのカードリーダーです", "This is a simulated reader"],
};

const REASON = {
  "busy": ["ほかの手続きの途中です。終わってから、もう一度はじめてください", "Another request is pending. Please begin again when it is over"],
  "timed-out": ["時間がすぎました。町のページでもう一度はじめてください", "The time is up. Please begin again on the town's page"],
  "cancelled": ["やめました", "Cancelled"],
  "no-reader": ["カードリーダーがありません。つないでから、もう一度はじめてください", "There is no reader. Plug it in and begin again"],
  "reader-unplugged": ["カードリーダーが外れました。つないでから、もう一度はじめてください", "The reader was unplugged. Plug it in and begin again"],
  "no-service": ["パソコンのカードのサービスが動いていません。担当の人に伝えてください", "The smart card service is not running. Please tell the person in charge"],
  "card-left": ["カードが早く離れました。置いたまま、もう一度はじめてください", "The card left too early. Begin again and leave it on the reader"],
  "unsupported-card": ["このカードは使えません。ほかのカードで、もう一度はじめてください", "This card cannot be used. Begin again with another card"],
  "pin-blocked": ["暗証番号がロックされています。役場の窓口でなおせます", "The PIN is blocked. The town office can reset it"],
  "not-enrolled": ["このカードリーダーは、まだ町に登録されていません。職員に伝えてください", "Staff have not enrolled this reader yet. Please tell them"],
  "card-error": ["カードを読めませんでした。もう一度はじめてください", "The card could not be read. Please begin again"],
  "bridge-error": ["この機械に問題があります。担当の人に伝えてください", "This machine has a problem. Please tell the person in charge"],
};

const PURPOSE = {
  "login": "Log in",
  "step-up": "Confirm who you are",
  "card.bind": "Register a card at the counter",
  "card.add": "Add a card",
  "health.open": "Open the health record",
  "emergency.open": "Emergency: show the person's information",
  "eligibility.check": "Check the eligibility card",
};

const $ = (id) => document.getElementById(id);
let pinAskedBy = 0; // the request for which the PIN form stands open
let sending = false;
let headingNow = "";
let emergencyShown = 0; // the number of the summary that stands on the page
let emergencyRead = 0; // the number of the one that the person took off it
let emergencyUntil = 0; // when it goes away, also should the bridge not answer any more

async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
    cache: "no-store",
  });
  return { ok: response.ok, status: response.status, body: await response.json() };
}

// Text in two languages; never HTML.
function say(element, [japanese, english]) {
  const small = document.createElement("span");
  small.lang = "en";
  small.textContent = english;
  element.replaceChildren(document.createTextNode(japanese), small);
}

// Repeated words are left alone: a screen reader would read them again.
function sayOnce(element, words) {
  if (element.dataset.said !== words.join("\n")) {
    element.dataset.said = words.join("\n");
    say(element, words);
  }
}

function heading(words) {
  if (headingNow !== words[0]) {
    headingNow = words[0];
    say($("heading"), words);
    document.title = words[0];
  }
}

async function show(state) {
  await showEmergency(state.emergency);
  const pending = state.pending;
  $("request").hidden = !pending;
  $("cancel").hidden = !pending;
  if (pending) {
    $("cancel").dataset.number = pending.number;
    $("town").textContent = pending.town;
    $("origin").textContent = pending.origin;
    sayOnce($("purpose"), [pending.purpose_label, PURPOSE[pending.purpose] ?? pending.purpose]);
    $("time").textContent = `${pending.seconds_left} 秒`;
  }
  const phase = pending?.phase;
  if (phase === "waiting") {
    heading(["カードをリーダーに置いてください", "Please lay your card on the reader"]);
    sayOnce($("detail"), ["終わるまで、カードを動かさないでください", "Do not move the card until it is done"]);
  } else if (phase === "reading") {
    heading(["カードを読んでいます", "Reading the card"]);
    sayOnce($("detail"), ["カードを動かさないでください", "Please do not move the card"]);
  } else if (phase === "pin") {
    heading(["暗証番号を入れてください", "Please enter your PIN"]);
    sayOnce($("detail"), ["カードは置いたままにしてください", "Please leave the card on the reader"]);
  } else if (emergencyShown) {
    heading(["救急の情報です", "Emergency information"]);
    sayOnce($("detail"), ["読みおわったら、ボタンで消してください", "Take it off the screen with the button when you have read it"]);
  } else if (state.last && state.last.seconds_ago < 20) {
    ended(state.last);
  } else {
    heading(READER[state.reader] ?? READER["ready"]);
    sayOnce($("detail"), ["町のページからたのまれると、ここに出ます", "A request from the town's page appears here"]);
  }
  showPin(phase === "pin" ? pending : null);
  showCards(state.cards);
  showTowns(state.towns);
}

function ended(last) {
  if (last.outcome === "done") {
    heading(["できました", "Done"]);
    sayOnce($("detail"), ["カードをとって、町のページにもどってください", "Take your card and go back to the town's page"]);
  } else if (last.outcome === "failed") {
    heading(["できませんでした", "It did not work"]);
    sayOnce($("detail"), REASON[last.reason] ?? REASON["card-error"]);
  } else {
    heading(["町のページが閉じられました", "The town's page was closed"]);
    sayOnce($("detail"), ["町のページでもう一度はじめてください", "Please begin again on the town's page"]);
  }
}

// A resident's emergency summary: it stands on this page alone, as plain text, and leaves nothing behind.
async function showEmergency(shown) {
  if (!shown || shown.number === emergencyRead) return forgetEmergency();
  emergencyUntil = Date.now() + shown.seconds_left * 1000;
  if (emergencyShown !== shown.number) {
    const answer = await post("/own/emergency", { number: shown.number });
    if (!answer.ok || shown.number === emergencyRead) return forgetEmergency();
    $("emergency-title").textContent = answer.body.title;
    $("emergency-lines").replaceChildren(...answer.body.lines.map(emergencyLine));
    emergencyShown = shown.number;
    $("emergency").hidden = false;
  }
  const time = `${Math.floor(shown.seconds_left / 60)}:${String(shown.seconds_left % 60).padStart(2, "0")}`;
  sayOnce($("emergency-time"), [`あと ${time} で消えます`, `It goes away in ${time}`]);
}

function emergencyLine({ label, value }) {
  const line = document.createElement("div");
  for (const [name, text] of [["dt", label], ["dd", value]]) {
    const part = document.createElement(name);
    part.dir = "auto";
    part.textContent = text;
    line.append(part);
  }
  return line;
}

function forgetEmergency() {
  if (!emergencyShown) return;
  emergencyShown = 0;
  $("emergency").hidden = true;
  $("emergency-title").replaceChildren();
  $("emergency-lines").replaceChildren();
}

async function emergencyIsRead() {
  emergencyRead = emergencyShown;
  forgetEmergency();
  $("heading").focus();
  await post("/own/forget", { number: emergencyRead });
  await look();
}

function showPin(pending) {
  const form = $("pin-form");
  if (!pending) {
    form.hidden = true;
    $("pin").value = "";
    pinAskedBy = 0;
    return;
  }
  if (sending) return;
  const lastTry = pending.tries_left <= 1;
  $("last-try").hidden = !lastTry;
  sayOnce($("tries"), [`あと ${pending.tries_left} 回まちがえると使えなくなります`, `${pending.tries_left} wrong tries block the card's PIN`]);
  if (form.hidden || pinAskedBy !== pending.number) {
    form.hidden = false;
    pinAskedBy = pending.number;
    $("last-try-box").checked = false;
    $("pin").value = "";
    if (pending.wrong) {
      pinError(["暗証番号がちがいます", "The PIN was wrong"]);
    } else {
      pinError(null);
    }
    $("pin").focus();
  }
}

function pinError(words) {
  const box = $("pin-error");
  box.hidden = !words;
  if (words) say(box, words); else box.replaceChildren();
  $("pin").setAttribute("aria-invalid", words ? "true" : "false");
}

// People with a Japanese keyboard type full-width digits.
function narrow(text) {
  return text.replace(/[０-９]/g, (digit) => String.fromCharCode(digit.charCodeAt(0) - 0xfee0)).trim();
}

async function sendPin(event) {
  event.preventDefault();
  const pin = narrow($("pin").value);
  const lastTry = !$("last-try").hidden;
  if (!/^[0-9]{4}$/.test(pin)) {
    pinError(["4けたの数字を入れてください", "Enter 4 digits"]);
    $("pin").focus();
    return;
  }
  if (lastTry && !$("last-try-box").checked) {
    pinError(["最後の1回です。番号がたしかなら、チェックを入れてください", "This is the last try. Tick the box if you are sure"]);
    $("last-try-box").focus();
    return;
  }
  sending = true;
  $("pin").value = "";
  try {
    const answer = await post("/own/pin", { number: pinAskedBy, pin, last_try: lastTry });
    if (answer.ok) {
      $("pin-form").hidden = true;
      $("heading").focus();
    } else {
      pinError(["もう一度入れてください", "Please enter it again"]);
    }
  } catch {
    pinError(["card-bridge が答えません", "card-bridge does not answer"]);
  } finally {
    sending = false;
  }
}

function showCards(cards) {
  $("simulated").hidden = !cards;
  if (!cards) return;
  const list = $("cards");
  if (list.childElementCount === 0) {
    for (const card of cards) {
      const button = document.createElement("button");
      button.type = "button";
      button.id = `card-${card.slug}`;
      button.textContent = card.label;
      button.addEventListener("click", () => post("/own/touch", { card: card.slug }).then(look));
      const item = document.createElement("li");
      item.append(button);
      list.append(item);
    }
  }
  for (const card of cards) $(`card-${card.slug}`).setAttribute("aria-pressed", String(card.touched));
}

function showTowns(towns) {
  const words = towns.length === 0
    ? ["まだありません"]
    : towns.map((town) => `${town.name}（${town.origin}）${town.enrolled ? "" : "：窓口用の登録なし"}`);
  const list = $("towns");
  if (list.dataset.said === words.join("\n")) return;
  list.dataset.said = words.join("\n");
  list.replaceChildren(...words.map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
}

async function look() {
  try {
    const answer = await post("/own/state", {});
    if (answer.ok) await show(answer.body);
  } catch {
    // A bridge that is gone has forgotten it; a medic who reads it keeps it until its time is over.
    if (Date.now() >= emergencyUntil) forgetEmergency();
    heading(["card-bridge が動いていません", "card-bridge is not running"]);
    sayOnce($("detail"), ["動かしてから、このページを開きなおしてください", "Start it and open this page again"]);
  }
}

async function keepLooking() {
  await look();
  setTimeout(keepLooking, EVERY_MS);
}

$("pin-form").addEventListener("submit", sendPin);
$("cancel").addEventListener("click", () => post("/own/cancel", { number: Number($("cancel").dataset.number) }).then(look));
$("forget").addEventListener("click", emergencyIsRead);
$("lift").addEventListener("click", () => post("/own/lift", {}).then(look));
keepLooking();
