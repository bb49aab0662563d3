// Who is logged in, the household, and whom a notice concerns.

import { keyedHash, text } from "./bytes.mjs";
import * as sql from "./sql.mjs";

const IDLE = 3600;
const ADULT = 18;

const dayInJapan = (seconds) => new Date((seconds + 9 * 3600) * 1000).toISOString().slice(0, 10);

function age(born, today) {
  const years = Number(today.slice(0, 4)) - Number(born.slice(0, 4));
  return Math.max(0, today.slice(5) >= born.slice(5) ? years : years - 1);
}

/** The same day so many years before; 29 February becomes the 28th where there is none. */
function yearsBefore(day, years) {
  const year = Number(day.slice(0, 4)) - years;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return `${year}-${!leap && day.endsWith("02-29") ? "02-28" : day.slice(5)}`;
}

/** The reader, or nothing when the session is not alive. */
export async function reader(env, session, now, batch) {
  const today = dayInJapan(now);
  const [sessions, household, wards] = await batch(
    env.IDENTITY,
    [sql.sessionLoad, session],
    [sql.householdOfSession, session],
    [sql.childrenOfSession, session, today, yearsBefore(today, ADULT)],
  );
  const row = sessions.results[0];
  const alive = row && !row.ended_at && now < row.expires_at && now < row.seen_at + IDLE && row.level !== "letter";
  if (!alive || row.resident_name === null) return undefined;
  const members = household.results.map((member) => ({ ...member, age: age(member.birth_date, today) }));
  const me = members.find((member) => member.person_id === row.person_id);
  const children = wards.results.map((child) => ({ ...child, age: age(child.birth_date, today) }));
  const pseudonym = await keyedHash(env, "sector mypage", text(row.person_id));
  return { name: row.resident_name, isStaff: row.staff_name !== null, level: row.level, me, children, members, pseudonym };
}

const holds = (band, years) => band[0] <= years && years <= band[1];

function concerns(audience, who, members, interests) {
  return (
    (!audience.ages || holds(audience.ages, who.age)) &&
    (!audience.districts?.length || audience.districts.includes(who.district)) &&
    (!audience.household_child ||
      (who.age >= ADULT &&
        members.some((member) => member.age < ADULT && holds(audience.household_child, member.age)))) &&
    (!audience.interests?.length || audience.interests.some((interest) => interests.has(interest)))
  );
}

const NONE = new Set();

/** For whom of the family a notice is. */
export function concerned(reader, audience, interests) {
  const names = concerns(audience, reader.me, reader.members, interests) ? ["あなた"] : [];
  for (const child of reader.children) {
    if (audience.ages && concerns(audience, child, reader.members, NONE)) names.push(`${child.name}さん`);
  }
  return names;
}
