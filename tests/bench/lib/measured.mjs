// CPU time of one warm request: warming up, taking samples, telling them.

import { fact, median, plan, quantile } from "./parts.mjs";
import { cpu, cpuAtRest, helpers } from "./processes.mjs";

/** Warm is what V8 no longer compiles anew. */
const WARM_UP_BLOCK = 50;
const WARM_UP_AT_LEAST = 3;
const WARM_UP_AT_MOST = plan.quick ? 6 : 16;
const COMPILING = 0.04; // of the CPU time
/** One instance, and how each scenario is asked of it. */
export class Measured {
  samples = {};

  constructor(instance, scenarios) {
    this.instance = instance;
    this.scenarios = scenarios;
  }

  /** Runs a scenario until the threads that compile have nothing left to do. */
  async warmUp(scenario) {
    const { pid } = this.instance;
    for (let block = 1; block <= WARM_UP_AT_MOST; block++) {
      const [all, compiling] = [cpu(pid), helpers(pid)];
      await this.run(scenario, WARM_UP_BLOCK, false);
      const share = (helpers(pid) - compiling) / (cpu(pid) - all);
      if (block >= WARM_UP_AT_LEAST && share < COMPILING) return;
    }
  }

  /** Runs a scenario so many times; the preparation of all of them comes first and is not measured. */
  async run(scenario, times, keep) {
    const { before = () => undefined, ask } = this.scenarios[scenario];
    const prepared = [];
    for (let time = 0; time < times; time++) prepared.push(await before());
    let last = cpuAtRest(this.instance.pid);
    for (const one of prepared) {
      await ask(one);
      const now = cpuAtRest(this.instance.pid);
      if (keep) (this.samples[scenario] ??= []).push(now - last);
      last = now;
    }
  }
}

/** Tells what was measured, less the median of a request to an empty Worker. */
export function report(name, prefix, scenario, measured, able) {
  const nothing = median(measured.empty.samples[scenario]);
  for (const system of ["hibiki", "peer", "statements"].filter((system) => able.has(system))) {
    const samples = measured[system].samples[scenario].map((sample) => (sample - nothing) / 1000);
    fact(`${name}.${system}.${prefix}median`, median(samples));
    fact(`${name}.${system}.${prefix}p95`, quantile(samples, 0.95));
    fact(`${name}.${system}.${prefix}mean`, samples.reduce((sum, sample) => sum + sample, 0) / samples.length);
    fact(`${name}.${system}.${prefix}requests`, samples.length);
  }
}
