// 窓口の手引き: the walk.

import { send } from "../browser/support/browser.mjs";

/** A child of the demo town, and somebody who lives in another household. */
const CHILD = { kana: "ヒビキ ヒナ", name: "ひびき 陽菜" };
const GUARDIAN = { kana: "カキモト ウメコ", name: "柿本 梅子" };

export async function walk(guide, { counter }) {
  const { page } = counter;
  const named = ({ name }) => page.getByRole("listitem").filter({ hasText: new RegExp(name.replace(" ", "[ 　]")) });

  async function openChild() {
    await guide.open(counter, "/desk/residents");
    await page.getByLabel("名前のカナ").fill(CHILD.kana);
    await page.getByLabel("保護者の手続き").check();
    await guide.look(counter);
    await send(page, page.getByRole("button", { name: "さがす", exact: true }));
    await guide.look(counter);
    await send(page, page.getByRole("button", { name: /さんを開く$/ }));
    await guide.look(counter);
  }

  await guide.chapter("保護者を確かめる", async () => {
    await guide.open(counter, "/desk");
    await guide.press(counter, "住民をさがす");
    await page.getByLabel("名前のカナ").fill(CHILD.kana);
    await send(page, page.getByRole("button", { name: "さがす", exact: true }));
    await send(page, page.getByRole("button", { name: /さんを開く$/ }));
    await guide.press(counter, "保護者の手続きを開く");
    await openChild();
  });

  await guide.chapter("保護者を加える", async () => {
    await openChild();
    await guide.fill(counter, { 保護者の名前のカナ: GUARDIAN.kana });
    await guide.press(counter, "保護者をさがす");
    await send(page, page.getByRole("button", { name: /さんを選ぶ$/ }));
    await page.getByLabel("親権者（戸籍などで確かめました）").check();
    await guide.press(counter, "保護者として加える");
    await guide.sees(counter, "保護者として加えました。");
  });

  await guide.chapter("登録を終わらせる", async () => {
    await openChild();
    await send(page, named(GUARDIAN).getByRole("button"));
    await guide.look(counter);
    await page.getByLabel("親権の変更（戸籍などで確かめました）").check();
    await guide.press(counter, "この日で終わらせる");
    await guide.sees(counter, "見られなくなる日を登録しました。");
  });
}
