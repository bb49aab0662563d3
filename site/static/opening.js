// Says beside the hours whether it is open today. The day is Japan's, wherever the reader is; without this script, or
// without the list of holidays, the hours stand there alone.

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const TWO_WEEKS = 14;

/** "mon-fri 08:30-17:15, thu 17:15-19:00" as spans of each weekday. */
function spans(text) {
  const week = WEEKDAYS.map(() => []);
  for (const part of text.split(", ")) {
    const [days, hours] = part.split(" ");
    const [first, last = first] = days.split("-").map((day) => WEEKDAYS.indexOf(day));
    for (let day = first; ; day = (day + 1) % 7) {
      week[day].push(hours.split("-"));
      if (day === last) break;
    }
  }
  return week.map((day) => day.sort());
}

/** Now in Japan: a date whose UTC fields are Japan's. */
const japan = () => new Date(Date.now() + 9 * 3_600_000);
const iso = (date) => date.toISOString().slice(0, 10);
const days = (date, ahead) => new Date(date.getTime() + ahead * 86_400_000);

function describe(place, holidays) {
  const { opening, closedDays: closed } = place.dataset;
  const week = spans(opening);
  const closedDays = new Set(closed.split(" "));
  const open = (date) => {
    const day = iso(date);
    return holidays[day] || closedDays.has(day.slice(5)) ? [] : week[date.getUTCDay()];
  };
  const english = document.documentElement.lang === "en";
  const time = (text) => {
    const [hour, minute] = text.split(":").map(Number);
    if (english) return `${hour}:${String(minute).padStart(2, "0")}`;
    return minute ? `${hour}時${minute}分` : `${hour}時`;
  };
  const dayName = (date) =>
    english
      ? date.toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" })
      : `${date.getUTCMonth() + 1}月${date.getUTCDate()}日（${"日月火水木金土"[date.getUTCDay()]}）`;

  const now = japan();
  const clock = now.toISOString().slice(11, 16);
  const today = open(now);
  const current = today.find(([from, to]) => from <= clock && clock < to);
  const later = today.find(([from]) => clock < from);
  const ahead = Array.from({ length: TWO_WEEKS }, (_, day) => days(now, day + 1)).find((date) => open(date).length);
  const next = ahead && { day: dayName(ahead), from: time(open(ahead)[0][0]) };

  const say = (state, words) =>
    Object.entries(words).reduce((text, [name, word]) => text.replace(`{${name}}`, word), place.dataset[state]);
  if (current) {
    // Spans that touch are one.
    let [, to] = current;
    for (const [from, end] of today) if (from === to) to = end;
    return ["open", say("open", { t: time(to) })];
  }
  if (later) return ["later", say("later", { from: time(later[0]), t: time(later[1]) })];
  if (!next) return undefined;
  if (today.length) return ["closed", say("over", next)];
  if (closedDays.has(iso(now).slice(5))) return ["closed", say("yearEnd", next)];
  const name = holidays[iso(now)];
  return ["closed", name ? say("holiday", { name, ...next }) : say("closed", next)];
}

const answer = await fetch("/holidays.json");
if (answer.ok) {
  const holidays = await answer.json();
  const show = () => {
    for (const place of document.querySelectorAll("[data-opening]")) {
      const said = describe(place, holidays);
      place.hidden = !said;
      if (said) [place.dataset.state, place.textContent] = said;
    }
  };
  show();
  // A page that was left open overnight is not believed.
  document.addEventListener("visibilitychange", () => document.hidden || show());
}
