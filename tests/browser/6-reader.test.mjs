// The last of these files: it stops the PC/SC service.

import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { openBrowser } from "./support/browser.mjs";
import { LOG_IN_BY_TAP, ceremony, liftAll, logInByTap } from "./support/card.mjs";
import { ownService, start, stop } from "./support/service.mjs";
import { BRIDGE } from "./support/town.mjs";

const READY = "カードリーダーの準備ができています";
const service = ownService();
const skip = service === undefined && "this machine's PC/SC service was not started by the tests and is left alone";

describe("a reader that goes away", { skip }, () => {
  let browser, person, own, again;
  before(async () => {
    browser = await openBrowser();
    person = await browser.visitor();
    own = await person.context.newPage();
    await own.goto(BRIDGE);
    // What the test before did is told for twenty seconds.
    await own.getByRole("heading", { level: 1, name: READY }).waitFor({ timeout: 30_000 });
    await person.check("bridge-ready", own);
  });
  afterEach(async () => {
    await liftAll();
    browser.settle();
  });
  after(async () => {
    await again?.stop();
    await browser.close();
  });

  test("while the page waits for a card, the person reads that the reader is gone", async () => {
    const tap = ceremony(await person.open("/login"), LOG_IN_BY_TAP);
    await tap.ask();
    await stop(service);
    await tap.says("カードリーダーが外れました。つなぎ直して、もう一度押してください。");
    assert.ok(await tap.button.isEnabled());
    await person.check("login-unplugged");
  });

  test("a next try says that the computer's card service does not run, on the bridge's own page too", async () => {
    const tap = ceremony(person.page, LOG_IN_BY_TAP);
    await tap.begin();
    await tap.says("このパソコンのカードリーダーの機能が動いていません。");
    await person.check("login-no-service");
    await own.getByRole("heading", { level: 1, name: "できませんでした" }).waitFor();
    await person.check("bridge-no-service", own);
  });

  test("when it is back the same button works", async () => {
    again = start(service);
    await own.getByRole("heading", { level: 1, name: READY }).waitFor({ timeout: 30_000 });
    await logInByTap(person, "taro");
    await person.sees("ひびき 太郎さん");
  });
});
