// Fetches the index file by file and asks it. What is decided is decided in hibiki-search.

import init, { Search } from "./hibiki_search_browser.js";

async function get(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${response.status} ${address}`);
  return response;
}

/** The index of one language. */
export async function open(language) {
  const base = new URL(`${language}/`, import.meta.url);
  const json = async (name) => (await get(new URL(name, base))).json();
  const [header, words] = await Promise.all([
    json("index.json"),
    json("words.json"),
    init({ module_or_path: new URL("hibiki_search_browser_bg.wasm", import.meta.url) }),
  ]);
  const { version, block } = header;
  const index = new Search(header.pages, header.head_bits, header.body_bits, Uint32Array.from(header.worths.flat()));
  const blocks = new Map();

  /** The files that the question needs, of the head or of the body. */
  async function bring(typed, body) {
    const folder = body ? "body" : "head";
    await Promise.all(
      [...index.missing(typed, body)].map(async (file) => {
        const response = await get(new URL(`${folder}/${file}.bin?${version}`, base));
        index.give(body, file, new Uint8Array(await response.arrayBuffer()));
      }),
    );
  }

  function answer(typed) {
    const found = index.find(typed);
    const { pages, sure } = found;
    found.free();
    return { numbers: [...pages], sure };
  }

  async function page(number) {
    const file = Math.floor(number / block);
    if (!blocks.has(file)) blocks.set(file, json(`pages/${file}.json?${version}`));
    try {
      const [path, name, description, kind, day] = (await blocks.get(file))[number % block];
      const date = day ? `${Math.floor(day / 10000)}-${String(Math.floor(day / 100) % 100).padStart(2, "0")}-${String(day % 100).padStart(2, "0")}` : "";
      return { path, name, description, kind, date };
    } catch (error) {
      blocks.delete(file); // to be asked for again
      throw error;
    }
  }

  return {
    words,
    /** Pages that answer, the best first: by titles and the like, and by the text too when that is needed or `whole`. */
    async find(question, whole) {
      const typed = question.normalize("NFKC");
      await bring(typed, false);
      let found = answer(typed);
      if (whole || !found.sure) {
        await bring(typed, true);
        found = answer(typed);
      }
      return {
        count: found.numbers.length,
        pages: (from, to) => Promise.all(found.numbers.slice(from, to).map(page)),
      };
    },
  };
}
