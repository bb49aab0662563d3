// A family's health records, written through the town's own forms and sealed by its own Worker.

import { randomBytes } from "node:crypto";
import { Card } from "./bridge.mjs";
import { childrenWithRecords } from "./children.mjs";
import { good } from "./http.mjs";
import { start } from "./instances.mjs";
import { client } from "./journeys.mjs";
import { byCard, byPasskey, logIn } from "./openings.mjs";
import { plan } from "./parts.mjs";

/** What a timeline of 200 records is made of, and a notebook of 300 medicines. */
const VITALS = 90;
const DIARY = 70;
const BOUGHT = 40;
const MEASUREMENTS = 40;
const DOSES = 30;
const SLIPS = 60;
const MEDICINES_A_SLIP = 5;

const DAY = 86_400_000;
const today = () => new Date(Date.now() + 9 * 3_600_000).toISOString().slice(0, 10);
const before = (day, days) => new Date(Date.parse(day) - days * DAY).toISOString().slice(0, 10);

/** Opens the record of whoever `prepared` is, in three ways, and fills it and those of two children. */
export async function prepareHealth(prepared) {
  // A session of its own: opening a record ends the one in which it is done.
  const town = await start("hibiki", { state: prepared.state });
  const session = await logIn(town, prepared.passkey);
  await town.stop();
  const health = await start("health", { state: prepared.state });
  const asks = client(health);
  asks.cookies = new Map(session);
  const secret = () => randomBytes(32).toString("base64url");
  const ways = {
    prf: byPasskey(prepared.passkey, { prf: secret() }),
    browser: byPasskey(prepared.passkey, { browser: secret() }),
    card: byCard(prepared.town, prepared.bridge, new Card(plan.cards.hanako)),
  };
  for (const way of Object.values(ways)) await way.open(asks, await way.body(asks));

  const home = good(await asks.get("/my/health"), "/my/health").body.toString();
  const children = [...home.matchAll(/action="?(\/my\/health\/[0-9a-f]+)\/begin/g)].map(([, at]) => at);
  if (children.length < 2) throw new Error(`${children.length} children without a record`);
  for (const child of children) await asks.form(`${child}/begin`, {});

  const write = async (form, day, values) => {
    const hidden = { key: randomBytes(16).toString("base64url"), record: randomBytes(16).toString("hex"), version: 1 };
    const { status } = await asks.form(form, { ...hidden, entry_day: day, confirm: "yes", ...values });
    if (status !== 303) throw new Error(`${form} answered ${status}`);
  };
  const now = today();
  const passed = Math.max(1, Math.floor((Date.parse(now) - Date.parse(`${now.slice(0, 4)}-01-01`)) / DAY));
  const thisYear = (place) => before(now, place % passed);
  for (let place = 0; place < VITALS; place++) {
    const values = { time: "07:10", weight: `5${place % 10}.${place % 7}`, systolic: 110 + (place % 20), diastolic: 70 + (place % 9), pulse: 60 + (place % 15) };
    await write("/my/health/me/vitals/new/vitals", thisYear(place), values);
  }
  for (let place = 0; place < DIARY; place++) {
    const free = `${place}日目。朝は少し熱があったが、昼には元気になった。公園で一時間ほど遊び、夕食もよく食べた。夜は九時に眠った。`;
    await write("/my/health/me/diary/new/diary", thisYear(place), { free });
  }
  for (let place = 0; place < BOUGHT; place++) {
    const values = { name: `測定の薬 ${place}`, reason: "頭が痛い", amount: "1回2錠", from: thisYear(place) };
    await write("/my/health/me/medicine/new/otc", thisYear(place), values);
  }

  const [grows, takes] = children;
  const birth = good(await asks.get(`${grows}/child/new/birth`), "the form of a birth").body.toString();
  const born = /name="?entry_day"?[^>]*value="?(\d{4}-\d\d-\d\d)/.exec(birth)[1];
  const age = Math.max(1, Math.floor((Date.parse(now) - Date.parse(born)) / DAY));
  await write(`${grows}/child/new/birth`, born, { weight: 3020, sex: "female", weeks: 39 });
  for (let place = 1; place <= MEASUREMENTS; place++) {
    const values = { weight: (4 + place / 8).toFixed(1), height: (52 + place).toFixed(1) };
    await write(`${grows}/child/new/growth`, before(now, Math.floor((age * (MEASUREMENTS - place)) / MEASUREMENTS)), values);
  }
  const form = good(await asks.get(`${grows}/vaccination/new/vaccination`), "the form of a dose").body.toString();
  const select = /<select[^>]*name="?product[\s\S]*?<\/select>/.exec(form)[0];
  const products = [...select.matchAll(/<option value="?([\w-]+)/g)].map(([, word]) => word);
  for (let place = 0; place < DOSES; place++) {
    const values = { product: products[place % products.length], dose: 1 + Math.floor(place / products.length) };
    await write(`${grows}/vaccination/new/vaccination`, before(now, Math.floor((age * place) / (DOSES + 1))), values);
  }
  for (let slip = 0; slip < SLIPS; slip++) {
    const day = before(now, slip * 5);
    const medicines = Array.from({ length: MEDICINES_A_SLIP }, (_, place) => {
      const number = slip * MEDICINES_A_SLIP + place;
      return `201,${place + 1},測定の錠剤${number},${1 + (number % 3)},錠,2,${620000000 + number}\n301,${place + 1},毎食後,7,日分,1,1,\n`;
    });
    const jahis = `JAHISTC08,2\n5,${day.replaceAll("-", "")},1\n${medicines.join("")}`;
    await write(`${takes}/medicine/new/notebook`, day, { jahis });
  }
  const pages = {
    overview: "/my/health/me",
    timeline: "/my/health/me/timeline",
    growth: `${grows}/growth`,
    vaccinations: `${grows}/vaccinations`,
    medicines: `${takes}/medicine`,
    book: `${takes}/medicine/book`,
  };
  const line = good(await asks.get(pages.timeline), "the timeline").body.toString();
  const shown = line.match(/\/my\/health\/me\/\w+\/[0-9a-f]{32}/g)?.length ?? 0;
  if (shown !== VITALS + DIARY + BOUGHT) throw new Error(`the timeline shows ${shown} records`);
  const numbers = await childrenWithRecords(await health.database("IDENTITY"), asks, prepared.passkey);
  const cookies = new Map(asks.cookies);
  asks.close();
  await health.stop();
  return { cookies, ways, pages, numbers };
}
