// The worker that reads pictures, and another one should it break: a picture that it cannot bear costs that picture.

/** A picture that takes longer has something in it that the reader cannot cope with. */
const PATIENCE = 20_000;

const NOTHING = { symbols: [], light: 255, lost: false };

export class Reader {
  #worker;
  #ready;
  #waiting = new Map();
  #next = 0;

  constructor() {
    this.#start();
  }

  #start() {
    const worker = new Worker(new URL("worker.js", import.meta.url), { type: "module" });
    this.#worker = worker;
    this.#ready = new Promise((resolve) => {
      worker.addEventListener("message", ({ data }) => {
        if ("ready" in data) resolve(data.ready);
        else this.#waiting.get(data.id)?.(data.broken ? null : data);
      });
      // Before it is ready: it was not to be had. Afterwards: the picture was too much for it.
      const broken = () => {
        resolve(false);
        for (const answer of [...this.#waiting.values()]) answer(null);
      };
      worker.addEventListener("error", broken);
      worker.addEventListener("messageerror", broken);
    });
  }

  #again() {
    this.#worker.terminate();
    this.#start();
  }

  /** Whether there is a reader; if there was none, asks for it once more. */
  async ready() {
    if (await this.#ready) return true;
    this.#again();
    return this.#ready;
  }

  /**
   * The codes of a picture (`ImageData`, whose pixels are given away), and how light it is. `lost` says that there is
   * no reader.
   */
  async read({ data, width }, thorough) {
    if (!(await this.ready())) return { ...NOTHING, lost: true };
    const id = this.#next++;
    let patience;
    const answer = await new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      patience = setTimeout(resolve, PATIENCE, null);
      this.#worker.postMessage({ id, pixels: data.buffer, width, thorough }, [data.buffer]);
    });
    clearTimeout(patience);
    this.#waiting.delete(id);
    if (!answer) this.#again();
    return answer ? { ...NOTHING, ...answer } : NOTHING;
  }
}
