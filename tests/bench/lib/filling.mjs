// Health records of as many people as a town has. Nobody opens them: what is sealed in them are blanks of the usual length,
// so that every index is as deep as it would be.

import { start } from "./instances.mjs";
import { recoveryKey } from "./recovery.mjs";

const HEX = (bytes) => `lower(hex(randomblob(${bytes})))`;
/** Who is filled in, and nobody else. */
const THEM = "FROM root WHERE created_at = 0";
const BLANK = (length) => `printf('%${length}s', 'x')`;
const TWO = "(SELECT 1 AS seq UNION ALL SELECT 2)";

const HEALTH = [
  `INSERT INTO root (person, epoch, inbox, created_at, mac)
   WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
   SELECT ${HEX(32)} AS person, 1, ${HEX(16)}, 0, ${HEX(32)} FROM n ORDER BY person`,
  `INSERT INTO lock (lock_id, person, epoch, kind, holder, public, sealed, created_at, mac)
   SELECT ${HEX(16)} AS lock_id, person, 1, 'recovery', '${recoveryKey}', ${HEX(16)}, ${BLANK(160)}, 0, ${HEX(32)} ${THEM} ORDER BY lock_id`,
  `INSERT INTO lock (lock_id, person, epoch, kind, holder, public, sealed, created_at, mac)
   SELECT ${HEX(16)} AS lock_id, person, 1, 'passkey', ${HEX(32)}, ${HEX(16)}, ${BLANK(160)}, 0, ${HEX(32)} ${THEM} ORDER BY lock_id`,
  `INSERT INTO shelf SELECT person, substr(mac, 1, 32), 2, ${BLANK(160)} ${THEM}`,
  `INSERT INTO record SELECT person, substr(mac, 1, 32), seq, ${HEX(16)}, 1, '2026-04-01', ${BLANK(420)} FROM root JOIN ${TWO} WHERE created_at = 0 ORDER BY person, seq`,
  `INSERT INTO access SELECT person, seq, 0, person, 'write', ${BLANK(160)}, ${HEX(32)} FROM root JOIN ${TWO} WHERE created_at = 0`,
  `INSERT INTO inbox_line SELECT ${HEX(32)} AS line, person, '2026-04-01' ${THEM} ORDER BY line`,
];
const VAULT = [
  `INSERT INTO pepper
   WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?1)
   SELECT ${HEX(32)} AS person, ${BLANK(96)}, 0 FROM n ORDER BY person`,
  "INSERT INTO anchor SELECT person, 'access', 2 FROM pepper WHERE created_at = 0",
  "INSERT INTO anchor SELECT person, substr(person, 1, 32), 2 FROM pepper WHERE created_at = 0",
];

/** Fills the two databases of the health pages. */
export async function fillHealth(state, people) {
  const databases = await start("databases", { state });
  for (const [name, statements] of Object.entries({ HEALTH, VAULT })) {
    const database = await databases.database(name);
    for (const sql of statements) {
      const statement = database.prepare(sql);
      await (sql.includes("?1") ? statement.bind(people) : statement).run();
    }
  }
  await databases.stop();
}
