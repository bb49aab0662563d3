// What every part of the measurement has in common: the plan it was given, its progress, its facts.

import { readFileSync, writeFileSync } from "node:fs";

/** The plan that `cargo town bench` wrote: paths, secrets of the measured town, how thorough to be. */
export const plan = JSON.parse(readFileSync(process.argv[2], "utf8"));

const facts = {};
const missing = {};

/** A line of progress: `cargo town` reads these. */
const say = (word, value) => process.stdout.write(`@${word} ${value}\n`);

/** So many steps there will be. */
export const length = (steps) => say("length", steps);

/** One step is done. */
export const step = (steps = 1) => say("step", steps);

/** Something was measured. */
export function fact(name, value) {
  facts[name] = value;
  write();
}

/** Something could not be measured, and why. */
export function cannot(name, error) {
  missing[name] = String(error?.message ?? error).split("\n")[0].slice(0, 200);
  console.log(`cannot measure ${name}:`, error);
  write();
}

/** Runs one measurement; a failure costs this one and not the others. */
export async function attempt(name, measure) {
  try {
    return await measure();
  } catch (error) {
    cannot(name, error);
    return undefined;
  }
}

// After every fact: what was measured before a failure is kept.
function write() {
  writeFileSync(process.argv[3], JSON.stringify({ facts, missing }, null, 1));
}

write();

/** The value below which `share` of the values lie. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export const median = (values) => quantile(values, 0.5);

export const sleep = (millis) => new Promise((wake) => setTimeout(wake, millis));
