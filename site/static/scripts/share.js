// The device's own way to share, or the address in the clipboard. Without this script the address stands there.
const part = document.querySelector(".share");
const line = part?.querySelector("p[hidden]");
const can = typeof navigator.share === "function" || navigator.clipboard;

if (line && can) {
  line.hidden = false;
  line.querySelector("button").addEventListener("click", async () => {
    const url = document.querySelector('link[rel="canonical"]').href;
    const title = document.querySelector("h1").textContent;
    try {
      if (navigator.share) await navigator.share({ title, url });
      else {
        await navigator.clipboard.writeText(url);
        line.querySelector("[role=status]").textContent = part.dataset.copied;
      }
    } catch {
      // Whoever closes the sheet, or forbids the clipboard, still has the address above.
    }
  });
}
