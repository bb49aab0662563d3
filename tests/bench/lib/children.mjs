// Five hundred children whose records are begun, and a table of a check-up of theirs, as a nurse sends it.

import { randomBytes } from "node:crypto";
import { good } from "./http.mjs";

export const CHILDREN = 500;
/** So many lines the Worker takes in a request (`functions/src/health/inbox/send.rs`). */
const LINES_A_PART = 20;
export const PARTS = CHILDREN / LINES_A_PART;
/** Children of one guardian at a time. */
const AT_ONCE = 10;

const DAY = 86_400_000;
const day = (days) => new Date(Date.now() + 9 * 3_600_000 - days * DAY).toISOString().slice(0, 10);

/**
 * Children in the register, each with a record that a guardian begins through the form; nobody is their guardian
 * afterwards. Answers their numbers in the register.
 */
export async function childrenWithRecords(identity, asks, { id }) {
  const guardian = await identity.prepare("SELECT person_id FROM passkey WHERE credential_id = ?1").bind(id.toString("base64url")).first("person_id");
  const numbers = [];
  for (let first = 0; first < CHILDREN; first += AT_ONCE) {
    const rows = Array.from({ length: AT_ONCE }, (_, place) => ({ id: randomBytes(16).toString("hex"), number: `M${first + place}` }));
    await identity.batch(
      rows.flatMap(({ id, number }) => [
        identity.prepare("INSERT INTO person VALUES (?1, 1)").bind(id),
        identity
          .prepare("INSERT INTO resident VALUES (?1, ?2, '測定　子', 'ソクテイ　コ', 'ソクテイコ', ?3, '本町', 'M', 0)")
          .bind(id, number, day(3 * 365 + 40)),
        identity
          .prepare("INSERT INTO guardianship (child, guardian, since, origin, reason, added_at) VALUES (?1, ?2, ?3, 'register', 'register', 1)")
          .bind(id, guardian, day(1)),
      ]),
    );
    const home = good(await asks.get("/my/health"), "/my/health").body.toString();
    const forms = [...home.matchAll(/action="?(\/my\/health\/[0-9a-f]+\/begin)/g)].map(([, at]) => at);
    if (forms.length !== AT_ONCE) throw new Error(`${forms.length} children without a record`);
    for (const form of forms) good(await asks.form(form, {}), form);
    await identity.prepare("DELETE FROM guardianship WHERE child IN (SELECT value FROM json_each(?1))").bind(JSON.stringify(rows.map(({ id }) => id))).run();
    numbers.push(...rows.map(({ number }) => number));
  }
  return numbers;
}

/** The clerk of the demo town is a nurse too. */
export async function makeNurse(identity) {
  const role = "'nurse', 1, 4102444800, NULL, 1, NULL, NULL, '[]'";
  await identity
    .prepare(`INSERT INTO role_grant SELECT lower(hex(randomblob(16))), person_id, ${role} FROM role_grant WHERE role = 'clerk' LIMIT 1`)
    .run();
}

/** The table, as a spreadsheet writes it; with another `turn` all its lines are new. */
function table(numbers, turn) {
  const lines = numbers.map((number) => `${number},${day(0)},14.${10 + turn},95.5,ことばがふえた。よく走る。\n`);
  return `宛名番号,実施日,体重(kg),身長,備考\n${lines.join("")}`;
}

const field = (html, name) => new RegExp(`name="?${name}"? value="?([\\w-]+)`).exec(html)[1];

/** An import, request by request. */
export class Import {
  turn = 0;

  constructor(nurse, numbers) {
    Object.assign(this, { nurse, numbers });
  }

  #going(answer) {
    const html = good(answer, "the import").body.toString();
    if (/name="?import"? value/.test(html)) this.next = { import: field(html, "import"), secret: field(html, "secret") };
    return html;
  }

  /** The table comes and is read. */
  async upload() {
    const head = (rest) => `--b\r\nContent-Disposition: form-data; ${rest}\r\n\r\n`;
    const file = `name="file"; filename="a.csv"\r\nContent-Type: text/csv`;
    const body = `${head('name="kind"')}infant-36m\r\n${head(file)}${table(this.numbers, ++this.turn)}\r\n--b--\r\n`;
    const headers = { origin: this.nurse.origin, "content-type": "multipart/form-data; boundary=b" };
    const html = this.#going(await this.nurse.request("POST", "/desk/health/import", { headers, body }));
    if (!html.includes(`${CHILDREN}行`)) throw new Error("not all lines can be sent");
    this.sent = 0;
  }

  /** One press of the button. */
  async part() {
    const html = this.#going(await this.nurse.form("/desk/health/import/send", this.next));
    if (++this.sent === PARTS && !html.includes(`${CHILDREN}行を送りました`)) throw new Error("not all lines were sent");
  }
}
