// The views of the town in motion.

import { good } from "./http.mjs";

/** Their addresses. */
export const VIEWS = {
  parking: "/parking/live/",
  spaces: "/parking/status.json",
  departures: "/bus/hibiki/stops/station/now.json",
  snow: "/snow/status.json",
};

/** How each is asked for. */
export const views = (asks) =>
  Object.fromEntries(Object.entries(VIEWS).map(([view, address]) => [view, { ask: async () => good(await asks.get(address), address) }]));
