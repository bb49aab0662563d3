// What was read so far, without a page: which text stands in a code, which code of which slip it is, what is missing.
//
// The town decides what a notebook is and joins its parts (`hibiki_domain::health::medicine`). Here only so much is
// looked at as a person needs to know while reading: the first record and the record 911.

/**
 * The text of a code's bytes: UTF-8 if they are that, else Shift_JIS, by the rule of `medicine::sort_bytes`.
 *
 * The format has Shift_JIS; copies of it travel as UTF-8. Kanji in Shift_JIS are no UTF-8. Only pairs of half-width
 * katakana can be taken for letters of two bytes, so a text whose every letter is of that kind is Shift_JIS. What
 * neither has is shown as "\ufffd": one damaged name is better than none, and the person sees it before it is kept.
 */
export function textOf(bytes) {
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
    if (!couldBeHalfWidthKatakana(text, bytes)) return text;
  } catch {
    // No UTF-8.
  }
  return new TextDecoder("shift_jis").decode(bytes);
}

function couldBeHalfWidthKatakana(text, bytes) {
  const high = bytes.filter((byte) => byte >= 0x80);
  return high.length > 0 && high.every((byte) => byte >= 0xa1 && byte <= 0xdf) && !/[^\0-\u07ff]/u.test(text);
}

/** What a text is by its first record: `notebook`, `prescription` (JAHIS's other format), or `other`. */
export function kindOf(text) {
  const [, notebook, number] = /^[\s\ufeff]*JAHIS(TC)?(\d{1,3})\s*(?:[,\r\n]|$)/.exec(text) ?? [];
  if (!number) return "other";
  return notebook ? "notebook" : "prescription";
}

/** Which part of a slip a text is, by its record 911: data id, total, sequence. Null for a whole one. */
export function partOf(text) {
  const [, slip, total, sequence] = /^\s*911\s*,([^,\r\n]*),\s*(\d{1,3})\s*,\s*(\d{1,3})\s*(?:,|$)/m.exec(text) ?? [];
  return slip === undefined ? null : { slip: slip.trim(), total: Number(total), sequence: Number(sequence) };
}

/** What was read so far. */
export class Slips {
  /** Each `{ text, part }` in the order of reading. */
  texts = [];
  #joined = new Map();

  /**
   * Takes in a code. What it was: `again`, `other`, `prescription`, `whole`, `part` (with `n` and `of`), or `piece`: one
   * of several symbols that make a text together and of which some are missing.
   */
  take({ bytes, piece }) {
    return piece ? this.#takePiece(bytes, piece) : this.takeText(textOf(bytes));
  }

  /** Takes in a text, as from a paste. Records end with CRLF, as the format has it and as forms send them anyway. */
  takeText(typed) {
    const text = typed.replace(/\r\n?|\n/g, "\r\n");
    const kind = kindOf(text);
    if (kind !== "notebook") return { what: kind };
    if (this.texts.some((known) => known.text === text)) return { what: "again" };
    const part = partOf(text);
    this.texts.push({ text, part });
    return part ? { what: "part", n: part.sequence, of: part.total } : { what: "whole" };
  }

  #takePiece(bytes, { place, total, parity }) {
    const name = `${total} ${parity}`;
    const { pieces } = this.#joined.get(name) ?? this.#joined.set(name, { pieces: new Map(), total }).get(name);
    if (pieces.has(place) && same(pieces.get(place), bytes)) return { what: "again" };
    // Another text that happens to have this parity: it begins anew.
    if (pieces.has(place)) pieces.clear();
    pieces.set(place, bytes);
    if (pieces.size < total) return { what: "piece", n: place + 1, of: total };
    const whole = Array.from({ length: total }, (_, index) => [...pieces.get(index)]).flat();
    return this.takeText(textOf(Uint8Array.from(whole)));
  }

  /** Forgets a text: whoever reads its code again has it again. */
  drop(entry) {
    this.texts = this.texts.filter((known) => known !== entry);
    for (const [name, { pieces, total }] of this.#joined) if (pieces.size === total) this.#joined.delete(name);
  }

  /** The numbers that are still to be read, slip by slip; of a joined code those of its symbols. */
  missing() {
    const slips = new Map();
    for (const { part } of this.texts.filter(({ part }) => part)) {
      const name = `${part.slip} ${part.total}`;
      const { have } = slips.get(name) ?? slips.set(name, { have: new Set(), total: part.total }).get(name);
      have.add(part.sequence);
    }
    const joined = [...this.#joined.values()].map(({ pieces, total }) => ({ have: new Set([...pieces.keys()].map((place) => place + 1)), total }));
    return [...slips.values(), ...joined]
      .map(({ have, total }) => Array.from({ length: total }, (_, index) => index + 1).filter((number) => !have.has(number)))
      .filter((numbers) => numbers.length > 0);
  }

  /** Whether something was read and nothing of it is missing. */
  get complete() {
    return this.texts.length > 0 && this.missing().length === 0;
  }
}

const same = (one, other) => one.length === other.length && one.every((byte, index) => byte === other[index]);
