import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Slips, kindOf, partOf, textOf } from "../../site/static/scan/slip.js";

/** Shift_JIS of what these tests say: what the runtime's decoder says of every pair of bytes, turned around. */
const SHIFT_JIS = new Map();
for (let one = 0; one < 256; one++) {
  for (const bytes of [[one], ...Array.from({ length: 256 }, (_, two) => [one, two])]) {
    const text = new TextDecoder("shift_jis").decode(Uint8Array.from(bytes));
    if ([...text].length === 1 && text !== "\ufffd" && !SHIFT_JIS.has(text)) SHIFT_JIS.set(text, bytes);
  }
}
const shiftJis = (text) => Uint8Array.from([...text].flatMap((letter) => SHIFT_JIS.get(letter)));

const notebook = (records, part) =>
  `JAHISTC08,1\r\n${records}\r\n${part ? `911,${part.join(",")}\r\n` : ""}`;
const DRUG = notebook("201,1,架空ﾃｽﾄ錠１０ｍｇ「ソ表」,1,錠,1,,1");
const one = (text) => ({ bytes: shiftJis(text), piece: null });

describe("what is read of a slip", () => {
  test("Shift_JIS is read as it was printed, with kana of both widths and letters that hold a backslash's byte", () => {
    assert.equal(textOf(shiftJis(DRUG)), DRUG);
    assert.equal(textOf(shiftJis("JAHISTC08,1\r\n1,ｿﾗ ﾐﾅﾐ")), "JAHISTC08,1\r\n1,ｿﾗ ﾐﾅﾐ");
  });

  test("half-width kana that could be UTF-8 are Shift_JIS, by the rule of the town's reader", () => {
    // ﾃｽ is c3 bd: in UTF-8 one letter, ý.
    assert.equal(textOf(Uint8Array.of(0xc3, 0xbd)), "ﾃｽ");
    assert.equal(textOf(new TextEncoder().encode("ý表")), "ý表");
  });

  test("a copy in UTF-8 is read as that, with or without a mark", () => {
    for (const mark of ["", "\ufeff"]) assert.equal(textOf(new TextEncoder().encode(mark + DRUG)), DRUG);
  });

  test("bytes that no encoding has cost one letter and not the slip", () => {
    assert.equal(textOf(Uint8Array.of(0x4a, 0x82, 0xa0, 0xff, 0x31)), "Jあ\ufffd1");
  });

  test("a notebook, a prescription and anything else are told apart by the first record", () => {
    for (const text of ["JAHISTC08,1\r\n", "\ufeffJAHISTC01,1", " JAHISTC8 ,1"]) assert.equal(kindOf(text), "notebook", text);
    assert.equal(kindOf("JAHIS9\r\n1,1,1234567"), "prescription");
    for (const text of ["", "https://example.jp/JAHISTC08", "JAHISTC", "JAHISTC08x"]) assert.equal(kindOf(text), "other", text);
  });

  test("the record 911 says which part it is", () => {
    assert.deepEqual(partOf(notebook("5,20261120,1", ["20261121093000", 3, 2])), { slip: "20261121093000", total: 3, sequence: 2 });
    assert.deepEqual(partOf("JAHISTC08,1\n911, 7 , 2 ,1 ,"), { slip: "7", total: 2, sequence: 1 });
    for (const text of [DRUG, "JAHISTC08,1\r\n911,1,x,1", "JAHISTC08,1\r\n4,911,1,2,3"]) assert.equal(partOf(text), null, text);
  });

  test("parts come in any order, and what is missing is named", () => {
    const slips = new Slips();
    const parts = [1, 2, 3].map((sequence) => one(notebook(`501,${sequence},1`, ["20261121093000", 3, sequence])));
    assert.deepEqual(slips.take(parts[2]), { what: "part", n: 3, of: 3 });
    assert.deepEqual(slips.missing(), [[1, 2]]);
    assert.deepEqual(slips.take(parts[2]), { what: "again" });
    slips.take(parts[0]);
    assert.equal(slips.complete, false);
    slips.take(parts[1]);
    assert.deepEqual([slips.missing(), slips.complete], [[], true]);
    slips.drop(slips.texts[0]);
    assert.deepEqual([slips.missing(), slips.texts.length], [[[3]], 2]);
  });

  test("parts of two slips are kept apart: the town says that they are mixed", () => {
    const slips = new Slips();
    slips.take(one(notebook("501,a,1", ["20261121093000", 2, 1])));
    slips.take(one(notebook("501,b,1", ["20261121100000", 3, 2])));
    assert.deepEqual(slips.missing(), [[2], [1, 3]]);
  });

  test("joined symbols become one text, cut anywhere, read in any order", () => {
    const slips = new Slips();
    const bytes = shiftJis(DRUG);
    const parity = bytes.reduce((all, byte) => all ^ byte, 0);
    const size = Math.ceil(bytes.length / 3);
    const pieces = [0, 1, 2].map((place) => ({ bytes: bytes.slice(place * size, (place + 1) * size), piece: { place, total: 3, parity } }));
    assert.deepEqual(slips.take(pieces[1]), { what: "piece", n: 2, of: 3 });
    assert.deepEqual(slips.take(pieces[1]), { what: "again" });
    assert.deepEqual([slips.missing(), slips.complete], [[[1, 3]], false]);
    slips.take(pieces[2]);
    assert.deepEqual(slips.take(pieces[0]), { what: "whole" });
    assert.deepEqual([slips.texts.map(({ text }) => text), slips.complete], [[DRUG], true]);
    assert.deepEqual(slips.take(pieces[0]), { what: "again" });
    slips.drop(slips.texts[0]);
    assert.deepEqual(pieces.map((piece) => slips.take(piece).what), ["piece", "piece", "whole"]);
  });

  test("what is no notebook is not kept", () => {
    const slips = new Slips();
    assert.equal(slips.take(one("https://example.jp/")).what, "other");
    assert.equal(slips.take(one("JAHIS9\r\n1,1\r\n")).what, "prescription");
    assert.deepEqual([slips.texts, slips.complete], [[], false]);
  });

  test("a text that a form has sent and shows again is the text that was read", () => {
    const slips = new Slips();
    slips.take(one(DRUG));
    assert.equal(slips.takeText(DRUG.replaceAll("\r\n", "\n")).what, "again");
  });
});
