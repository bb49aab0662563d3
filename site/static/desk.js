// The organizer's desk: the page beside the form as one types, and drafts that save themselves and survive a lost line.
// Without this script the page's buttons do the same.
//
// What has not reached the town yet is kept in this browser (localStorage, one entry an item) and removed as soon as it
// was saved. Each save carries a key: sent again after a lost answer, it is carried out once.

const box = document.querySelector("[data-item]");
const form = document.querySelector("#desk-form");
const PREFIX = "hibiki-desk:";
const LOOK_AFTER = 500;
const SAVE_AFTER = 3000;
const AGAIN_AFTER = 5000;

/** A browser may refuse to keep anything: then there is only the page. */
const kept = {
  read(name) {
    try {
      return JSON.parse(localStorage.getItem(PREFIX + name));
    } catch {
      return null;
    }
  },
  write(name, value) {
    try {
      localStorage.setItem(PREFIX + name, JSON.stringify(value));
    } catch {
      // Full or forbidden.
    }
  },
  drop(name) {
    try {
      localStorage.removeItem(PREFIX + name);
    } catch {
      // Forbidden.
    }
  },
};

if (box && document.querySelector("[data-done]")) {
  kept.drop(box.dataset.item);
  kept.drop(`new:${box.dataset.kind}`);
}

/** What another script of the page may ask of the form. */
export const desk = form ? write() : null;

function write() {
  const status = document.querySelector("#desk-status");
  const looks = document.querySelector("#desk-preview");
  const field = (name) => form.elements.namedItem(name);
  const isNew = () => field("revision").value === "0";
  const place = () => (isNew() ? `new:${box.dataset.kind}` : box.dataset.item);
  const newKey = () => crypto.randomUUID().replaceAll("-", "");
  const FIXED = ["key", "go", "revision", "id", "kind"];
  const typed = () => Object.fromEntries([...new FormData(form)].filter(([name]) => !FIXED.includes(name)));
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);

  let saved = typed();
  let pending = null; // a save without an answer yet
  let sending = null;
  let stopped = false; // somebody else was faster, or the log-in has ended: nothing is sent by itself
  let leaving = false;
  let timer;
  let looker;
  let asked = 0;

  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };

  offerWhatIsKept();
  form.addEventListener("input", () => {
    kept.write(place(), { id: field("id").value, revision: field("revision").value, typed: typed() });
    clearTimeout(looker);
    looker = setTimeout(look, LOOK_AFTER);
    if (!timer && !stopped) timer = setTimeout(save, SAVE_AFTER);
  });
  addEventListener("online", () => save());
  addEventListener("beforeunload", (event) => {
    if (!leaving && !same(typed(), saved)) event.preventDefault();
  });
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (sending) {
      // The button's save comes after the one under way, or it would meet it as somebody else's.
      event.preventDefault();
      await sending;
      form.requestSubmit(event.submitter);
      return;
    }
    leaving = true;
  });
  for (const other of document.querySelectorAll(".desk-other")) {
    other.addEventListener("submit", () => {
      leaving = same(typed(), saved);
    });
  }

  return {
    /** Saves what was typed: "saved"; "lost" if there is no line; "refused" if only a person can help. */
    async settle() {
      while (!same(typed(), saved)) {
        if (stopped || leaving) return "refused";
        await save();
        if (pending) return "lost";
      }
      return "saved";
    },
    /** The page is about to be left, and nothing would be lost by it. */
    leave() {
      leaving = true;
    },
  };

  async function look() {
    const turn = ++asked;
    try {
      const answer = await fetch("/api/desk/preview", { method: "POST", body: body(typed(), "") });
      if (!answer.ok || turn !== asked) return;
      // The server made it of text alone: no element with a script, no handler, no foreign address can be in it.
      looks.innerHTML = (await answer.json()).html;
    } catch {
      // The next change asks again.
    }
  }

  function body(values, key) {
    const all = { ...values, id: field("id").value, kind: field("kind").value, revision: field("revision").value };
    return new URLSearchParams(key ? { ...all, key } : all);
  }

  function save() {
    clearTimeout(timer);
    timer = undefined;
    if (sending || stopped || leaving) return sending;
    if (!pending) {
      const values = typed();
      if (same(values, saved)) return null;
      // The very bytes that are sent again: only so are they the same command.
      pending = { values, body: body(values, newKey()).toString() };
    }
    sending = send(pending).finally(() => (sending = null));
    return sending;
  }

  async function send(what) {
    say("保存しています…");
    let answer;
    try {
      answer = await fetch("/api/desk/draft", {
        method: "POST",
        headers: { "content-type": "application/x-www-form-urlencoded" },
        body: what.body,
      });
      if (answer.status >= 500) throw new Error(String(answer.status));
    } catch {
      say("つながりません。書いたものはこの端末に残っています。つながったら自動で送ります。");
      timer = setTimeout(save, AGAIN_AFTER);
      return;
    }
    pending = null;
    if (!answer.ok) {
      stopped = true;
      const refused = await answer.json().catch(() => ({}));
      const ended = answer.status === 401 || answer.status === 403;
      say(
        ended
          ? "ログインが切れたか、役割が終わりました。書いたものはこの端末に残っています。別の窓でログインしてから、「下書きを保存する」を押してください。"
          : `${refused.title ?? "保存できませんでした"}。${refused.detail ?? "「下書きを保存する」を押してください。"}`,
      );
      return;
    }
    const { revision, time } = await answer.json();
    kept.drop(place());
    if (isNew()) history.replaceState(null, "", `/desk/items/${field("id").value}`);
    for (const input of document.querySelectorAll("input[name=revision]")) input.value = revision;
    saved = what.values;
    say(`${time} に自動で保存しました。`);
    if (!same(typed(), saved)) {
      kept.write(place(), { id: field("id").value, revision: field("revision").value, typed: typed() });
      timer = setTimeout(save, SAVE_AFTER);
    }
  }

  /** What was typed here when the line was lost, and never arrived. */
  function offerWhatIsKept() {
    const left = kept.read(place());
    if (!left || same(left.typed, saved)) return;
    const offer = document.querySelector("#desk-restore");
    offer.hidden = false;
    document.querySelector("#desk-restore-no").addEventListener("click", () => {
      kept.drop(place());
      offer.hidden = true;
    });
    document.querySelector("#desk-restore-yes").addEventListener("click", () => {
      for (const [name, value] of Object.entries(left.typed)) if (field(name)) field(name).value = value;
      // Of another revision it is a second editor's text: the town compares.
      field("id").value = left.id;
      field("revision").value = left.revision;
      offer.hidden = true;
      look();
      save();
    });
  }
}
