// The health desk: a table goes to the town twenty lines at a time. Each answer is a page with the form of the next step;
// this presses its button. Without this script one presses it oneself. A step that is sent twice changes nothing.

let going = false;

document.addEventListener("submit", async (event) => {
  if (event.target.id !== "import-send") return;
  event.preventDefault();
  if (going) return;
  going = true;
  try {
    let form = event.target;
    while (form) form = await step(form);
    document.querySelector("#import h1")?.scrollIntoView();
  } catch {
    document.querySelector("#import-stopped")?.removeAttribute("hidden");
  } finally {
    going = false;
  }
});

/** Sends one step and shows its answer; the form of the next one, if there is any. */
async function step(form) {
  form.querySelector("button").setAttribute("aria-disabled", "true");
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const next = page.querySelector("#import");
  if (!answer.ok || !next) throw new Error("stopped");
  document.querySelector("#import").replaceWith(document.adoptNode(next));
  return document.querySelector("#import-send");
}
