import assert from "node:assert/strict";
import { after, afterEach, before, describe, test } from "node:test";
import { PHONE, openBrowser, send } from "./support/browser.mjs";
import {
  ASK,
  CARD_LEFT,
  CONFIRM_BY_PASSKEY,
  CONFIRM_BY_PIN,
  LOG_IN_BY_PASSKEY,
  LOG_IN_BY_PIN,
  LOG_IN_BY_TAP,
  ceremony,
  lay,
  liftAll,
  logInByTap,
  logInWithPin,
  touchWithPin,
  typePin,
} from "./support/card.mjs";
import { BRIDGE, ORIGIN } from "./support/town.mjs";

const NAME = "ひびき 花子さん";
const path = (page) => new URL(page.url()).pathname;

describe("logging in", () => {
  let browser, person, other;
  before(async () => {
    browser = await openBrowser();
    person = await browser.visitor();
    other = await browser.visitor({ viewport: PHONE });
  });
  afterEach(async () => {
    await liftAll();
    browser.settle();
  });
  after(() => browser.close());

  test("the page shows every way in, in three languages", async () => {
    for (const [prefix, shot] of [["", "ja"], ["/ja-easy", "easy"], ["/en", "en"]]) {
      await person.open(`${prefix}/login`);
      await person.check(`login-${shot}`);
    }
  });

  test("a card that is touched opens the notices; every other page asks for more", async () => {
    const page = await logInByTap(person, "hanako");
    await page.getByRole("heading", { level: 1, name: NAME }).waitFor();
    await person.sees("カードをかざしただけでログインしています");
    await person.check("my-tap");
    for (const closed of ["/my/looks", "/my/ways"]) {
      await page.goto(closed);
      assert.equal(page.url(), `${ORIGIN}/step-up?next=${closed}`);
    }
    await person.check("step-up");
  });

  test("the PIN is typed into the bridge's own page, a wrong one again, and leads where the person wanted to go", async () => {
    const { page } = person;
    await page.goto("/my/ways");
    const confirm = ceremony(page, CONFIRM_BY_PIN);
    await confirm.ask();
    await person.check("step-up-waiting");
    const card = lay("hanako");
    try {
      await confirm.says("暗証番号は、カードブリッジの画面に入力してください");
      assert.equal(await page.locator("main input:visible").count(), 0, "the town's page has no place for a PIN");
      await person.check("step-up-pin");
      const own = await confirm.openBridge();
      assert.equal(new URL(own.url()).origin, BRIDGE);
      await person.check("bridge-pin", own);
      assert.match(await own.locator("#request").innerText(), new RegExp(`ひびき町[^]*${ORIGIN}`));

      await typePin(own, "12");
      await own.getByText("4けたの数字を入れてください").waitFor();
      await typePin(own, "9999");
      await own.getByText("暗証番号がちがいます").waitFor();
      await confirm.says("暗証番号が違います。カードブリッジの画面で、もう一度入力してください");
      await confirm.says("残り回数：2");
      await person.check("bridge-pin-wrong", own);
      await person.check("step-up-pin-wrong");
      const leaves = page.waitForURL((url) => url.pathname === "/my/ways");
      await typePin(own, "１２３４");
      await leaves;
      await own.getByRole("heading", { level: 1, name: "できました" }).waitFor();
      await person.check("bridge-done", own);
      await own.close();
    } finally {
      await card.lift();
    }
    await page.getByRole("heading", { level: 1, name: "ログインの方法と端末" }).waitFor();
    await person.check("my-ways");
  });

  test("a passkey is added and logs in", async () => {
    const { page } = person;
    await person.authenticator();
    await send(page, page.getByRole("link", { name: "パスキーを足す" }));
    await page.getByLabel("この端末の名前").fill("居間のパソコン");
    await person.check("my-ways-passkey");
    await page.getByRole("button", { name: "パスキーを登録する" }).click();
    await person.sees("パスキーを登録しました。");
    await page.getByRole("listitem").filter({ hasText: "居間のパソコン" }).waitFor();

    await send(page, page.getByRole("link", { name: "パスキーを足す" }));
    await page.getByLabel("この端末の名前").fill("居間のパソコンをもう一度");
    await page.getByRole("button", { name: "パスキーを登録する" }).click();
    await person.sees("この端末は、すでに登録されています。");

    await page.goto("/my");
    await send(page, "ログアウト");
    await page.waitForURL(`${ORIGIN}/`);
    await page.goto("/my");
    assert.equal(page.url(), `${ORIGIN}/login?next=/my`, "logged out");
    await page.goBack();
    await page.goto("/login?next=/my/interests");
    await ceremony(page, LOG_IN_BY_PASSKEY).begin();
    await page.waitForURL((url) => url.pathname === "/my/interests");
  });

  test("on a slow line no button can be pressed in vain before the script has come", async () => {
    const slow = await browser.visitor();
    const { page } = slow;
    let comes;
    const arrival = new Promise((resolve) => (comes = resolve));
    await page.route("**/*.wasm", async (route) => {
      await arrival;
      await route.continue();
    });
    await page.goto("/login", { waitUntil: "domcontentloaded" });
    const buttons = [LOG_IN_BY_PASSKEY, LOG_IN_BY_PIN, LOG_IN_BY_TAP].map((name) => ceremony(page, name).button);
    for (const button of buttons) assert.ok(await button.isDisabled(), "before");
    await slow.check("login-slow");
    comes();
    for (const button of buttons) {
      await button.and(page.locator(":enabled")).waitFor();
    }
    await slow.context.close();
  });

  test("a passkey that is not used says so, and the next try works", async () => {
    const stranger = await browser.visitor();
    const page = await stranger.open("/login");
    const authenticator = await stranger.authenticator();
    await authenticator.verifies(false);
    const passkey = ceremony(page, LOG_IN_BY_PASSKEY);
    await passkey.begin();
    await passkey.says("パスキーが使われませんでした。もう一度押すか、別の方法を選んでください。");
    assert.ok(await passkey.button.isEnabled());
    await stranger.check("login-passkey-none");
    await stranger.context.close();
  });

  test("a touched card is stepped up with a passkey", async () => {
    const page = await logInByTap(person, "bus");
    await page.goto("/my/looks");
    await ceremony(page, CONFIRM_BY_PASSKEY).begin();
    await page.waitForURL((url) => url.pathname === "/my/looks");
    await page.getByRole("heading", { level: 1, name: "私の情報を見た人" }).waitFor();
  });

  test("somebody else's card does not step up this session", async () => {
    const page = await logInByTap(other, "hanako");
    await page.goto("/my/looks");
    const confirm = ceremony(page, CONFIRM_BY_PIN);
    await confirm.ask();
    const card = lay("taro");
    try {
      await confirm.says("暗証番号は、カードブリッジの画面に入力してください");
      const own = await confirm.openBridge();
      other.expect(/40\d|42\d/);
      await typePin(own, "1234");
      await confirm.root.locator("[data-panel][data-state=error]").waitFor();
      await own.close();
    } finally {
      await card.lift();
    }
    await other.check("step-up-other-card");
    await page.goto("/my/looks");
    assert.equal(path(page), "/step-up");
  });

  test("another device is seen, and logged out from here", async () => {
    await logInByTap(other, "hanako");
    const { page } = person;
    await page.goto("/my/ways");
    const sessions = page.locator("section").filter({ has: page.getByRole("heading", { name: "ログイン中の端末" }) });
    const devices = sessions.getByRole("listitem");
    const before = await devices.count();
    assert.ok(before >= 2, `${before} devices`);
    assert.equal(await sessions.getByText("この端末").count(), 1);
    await person.check("my-ways-sessions");
    await send(page, devices.filter({ hasNotText: "この端末" }).getByRole("button").first());
    await person.sees("その端末をログアウトさせました。");
    assert.equal(await devices.count(), before - 1);
    await other.page.goto("/my");
    assert.equal(path(other.page), "/login");
  });

  test("passkeys and cards are removed, and the last way in stays", async () => {
    const umeko = await browser.visitor();
    const page = await logInWithPin(umeko, "umeko", "/my/ways");
    const cards = page.locator("section").filter({ has: page.getByRole("heading", { name: "カード", exact: true }) });
    const passkeys = page.locator("section").filter({ has: page.getByRole("heading", { name: "パスキー", exact: true }) });

    umeko.expect(/409/);
    await send(page, cards.getByRole("button", { name: "マイナンバーカード: 外す" }));
    await umeko.sees("これが最後のログイン方法なので、外せません");
    await umeko.check("my-ways-last");

    await page.goto("/my/ways");
    await umeko.authenticator();
    await send(page, page.getByRole("link", { name: "パスキーを足す" }));
    await page.getByLabel("この端末の名前").fill("梅子の電話");
    await page.getByRole("button", { name: "パスキーを登録する" }).click();
    await umeko.sees("パスキーを登録しました。");
    await send(page, cards.getByRole("button", { name: "ICカード: 外す" }));
    await umeko.sees("外しました。");
    assert.equal(await cards.getByRole("listitem").count(), 1);
    await send(page, passkeys.getByRole("button", { name: "梅子の電話: 外す" }));
    await umeko.sees("外しました。");
    assert.equal(await passkeys.getByRole("listitem").count(), 0);

    // The card comes back: added by its owner, with its PIN and by a touch at the town's reader.
    await touchWithPin(page, "カードを足す（暗証番号を使う）", "spare");
    await umeko.sees("カードを登録しました。");
    await umeko.check("my-ways-card-added");
    await send(page, cards.getByRole("listitem").filter({ hasText: "マイナンバーカード" }).last().getByRole("button"));
    await umeko.sees("外しました。");
    await umeko.context.close();
  });
});

describe("a card that does not work out", () => {
  let browser, person;
  before(async () => {
    browser = await openBrowser();
    person = await browser.visitor();
  });
  afterEach(async () => {
    await liftAll();
    browser.settle();
  });
  after(() => browser.close());

  /** What the person reads, and can do next. */
  async function fails(visitor, tap, words, shot) {
    await tap.says(words);
    await tap.root.locator("[data-panel][data-state=error]").waitFor();
    assert.ok(await tap.button.isEnabled(), "the button can be pressed again");
    assert.ok(await tap.button.evaluate((button) => button === document.activeElement), "and has the focus");
    await visitor.check(shot);
  }

  test("the person changes their mind", async () => {
    const tap = ceremony(await person.open("/login"), LOG_IN_BY_TAP);
    await tap.ask();
    assert.ok(await tap.button.isDisabled());
    await person.check("login-waiting");
    await tap.cancel();
    await fails(person, tap, "中止しました。", "login-cancelled");
  });

  test("the bridge's own page cancels as well", async () => {
    const tap = ceremony(await person.open("/login"), LOG_IN_BY_TAP);
    await tap.ask();
    const own = await person.context.newPage();
    await own.goto(BRIDGE);
    await own.getByRole("heading", { level: 1, name: "カードをリーダーに置いてください" }).waitFor();
    await person.check("bridge-waiting", own);
    await own.getByRole("button", { name: "やめる" }).click();
    await fails(person, tap, "中止しました。", "login-cancelled");
    await person.check("bridge-cancelled", own);
    await own.close();
  });

  test("the reader is busy with another tab, and free again when that ends", async () => {
    const tap = ceremony(await person.open("/login"), LOG_IN_BY_TAP);
    await tap.ask();
    const second = await browser.visitor();
    const late = ceremony(await second.open("/login"), LOG_IN_BY_TAP);
    second.expect(/409/);
    await late.begin();
    await fails(second, late, "カードブリッジは別の操作を待っています。そちらを終えてから、もう一度押してください。", "login-busy");
    await person.page.goto("/");
    await late.ask();
    await late.cancel();
    await second.context.close();
  });

  test("the card leaves too early", async () => {
    const tap = ceremony(await person.open("/login"), LOG_IN_BY_PIN);
    await tap.ask();
    const card = lay("hanako", { leaveAfter: 3 });
    await fails(person, tap, CARD_LEFT, "login-card-left");
    await card.lift();
  });

  test("the card is lifted while the PIN is typed", async () => {
    const tap = ceremony(await person.open("/login"), LOG_IN_BY_PIN);
    await tap.ask();
    const card = lay("hanako");
    await tap.says("暗証番号は、カードブリッジの画面に入力してください");
    await card.lift();
    await fails(person, tap, CARD_LEFT, "login-card-left-pin");
  });

  test("the card has no key for a PIN", async () => {
    const tap = ceremony(await person.open("/login"), LOG_IN_BY_PIN);
    await tap.ask();
    const card = lay("library");
    await fails(person, tap, "このカードは使えません。", "login-unsupported");
    await card.lift();
  });

  test("the card is of an authority that the town does not accept", async () => {
    const tap = ceremony(await person.open("/login"), LOG_IN_BY_PIN);
    await tap.ask();
    const card = lay("foreign-ca");
    await tap.says("暗証番号は、カードブリッジの画面に入力してください");
    const own = await tap.openBridge();
    person.expect(/40\d|42\d/);
    await typePin(own, "1234");
    await tap.root.locator("[data-panel][data-state=error]").waitFor();
    await card.lift();
    await own.close();
    await person.check("login-foreign-card");
    assert.equal((await person.page.goto("/my")).url(), `${ORIGIN}/login?next=/my`);
  });

  test("there is no bridge on this computer", async () => {
    // Nobody listens on port 9: what the page asks of the bridge is refused by this machine itself.
    const without = await openBrowser(`--host-resolver-rules=MAP ${new URL(BRIDGE).host} 127.0.0.1:9`);
    try {
      const home = await without.visitor();
      const tap = ceremony(await home.open("/login"), LOG_IN_BY_TAP);
      home.expect(/ERR_/);
      await tap.begin();
      await fails(home, tap, "このパソコンにカードブリッジが見つかりません。", "login-no-bridge");
      without.settle();
    } finally {
      await without.close();
    }
  });
});

describe("the browser's permission to reach the card reader", () => {
  let browser, visitor;
  before(async () => {
    // The town counts as far away, as it is for people at home: then Chromium asks before a page may reach loopback.
    browser = await openBrowser(`--ip-address-space-overrides=127.0.0.1:${new URL(ORIGIN).port}=public`);
    visitor = await browser.visitor();
  });
  afterEach(async () => {
    await liftAll();
    browser.settle();
  });
  after(() => browser.close());

  async function decide(setting) {
    const page = await visitor.context.newCDPSession(visitor.page);
    const { browserContextId } = (await page.send("Target.getTargetInfo")).targetInfo;
    const devtools = await visitor.context.browser().newBrowserCDPSession();
    for (const name of ["loopback-network", "local-network-access"]) {
      const permission = { permission: { name }, setting, origin: ORIGIN, browserContextId };
      await devtools.send("Browser.setPermission", permission);
    }
  }

  async function isRefused(words, shot) {
    const tap = ceremony(await visitor.open("/login"), LOG_IN_BY_TAP);
    visitor.expect(/Permission was denied/);
    visitor.expect(/ERR_FAILED/);
    await tap.begin();
    await tap.says(words);
    await visitor.check(shot);
  }

  test("allowed, the reader is reached", async () => {
    await decide("granted");
    const tap = ceremony(await visitor.open("/login"), LOG_IN_BY_TAP);
    await tap.ask();
    await tap.cancel();
    await tap.says("中止しました。");
  });

  test("denied, the page says where to allow it", async () => {
    await decide("denied");
    await isRefused("ブラウザーがカードリーダーへの接続を許可していません。", "login-denied");
  });

  // Without a window Chromium closes its question by itself, as a person does who presses its ×.
  test("left without an answer, the page says what to press, not that there is no reader", async () => {
    await decide("prompt");
    await isRefused("尋ねたら「許可」を押してください", "login-unanswered");
  });
});
