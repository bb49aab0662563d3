// Hibiki's own answers, through the operator's command.
import { execFileSync } from "node:child_process";

const town = process.env.HIBIKI_TOWN_BIN;

/** What `cargo town bus …` prints. */
export function bus(...words) {
  return execFileSync(town, ["bus", ...words], { encoding: "utf8", maxBuffer: 1 << 28, stdio: "pipe" });
}

/** The error that it prints. */
export function refusal(...words) {
  try {
    bus(...words);
  } catch (error) {
    return error.stderr;
  }
  throw new Error("it was not refused");
}

/** `stop_id,trip_id,arrival,departure` in seconds of everything that stops anywhere on a service day, sorted. */
export function day(feed, date) {
  const [, ...lines] = bus("departures", feed, "--day", date).trimEnd().split("\n");
  const seconds = (text) => Date.parse(text) / 1000;
  return lines
    .map((line) => line.split(","))
    .map(([stop, trip, , arrival, departure]) => `${stop},${trip},${seconds(arrival)},${seconds(departure)}`)
    .sort();
}
