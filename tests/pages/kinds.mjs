// Every kind of page of the public site, with the pages that stand for it: a new room of the site is a new line here,
// and a test fails when a page of the site map is of no kind.

/** What stands before the address of a page in each language. */
export const LANGUAGES = { ja: "", "ja-easy": "/ja-easy", en: "/en" };

/** A word in an address. */
const W = "[a-z0-9-]+";
const of = (pattern, ...pages) => ({ is: new RegExp(`^${pattern}$`), pages, languages: LANGUAGES });

/** It asks search engines not to list it: Lighthouse would count that as a fault. */
const unlisted = (kind) => ({ ...kind, unlisted: true });

/** What the build writes. */
export const BUILT = {
  home: of("/", "/"),
  "news, the list": of("/news/", "/news/"),
  "news of a year": of("/news/\\d{4}/", "/news/2026/"),
  news: of(`/news/\\d{4}/${W}/`, "/news/2026/bear-sightings/"),
  "procedures, the list": of("/procedures/", "/procedures/"),
  procedure: of(`/procedures/${W}/`, "/procedures/moving-in/"),
  "facilities, the list": of("/facilities/", "/facilities/"),
  facility: of(`/facilities/${W}/`, "/facilities/library/"),
  "AED places": of("/aed/", "/aed/"),
  "events, the list": of("/events/", "/events/"),
  "events of a year": of("/events/\\d{4}/", "/events/2026/"),
  event: of(`/events/\\d{4}/${W}/`, "/events/2026/winter-lights/"),
  "courses, the list": of("/courses/", "/courses/"),
  "courses of a year": of("/courses/\\d{4}/", "/courses/2026/"),
  course: of(`/courses/\\d{4}/${W}/`, "/courses/2026/pottery/", "/courses/2026/family-soba/"),
  "courses of one place, day …": of(`/courses/by/${W}/${W}/`, "/courses/by/day/thursday/"),
  "courses, the calendar": of(`/courses/calendar/(${W}/)?`, "/courses/calendar/2026-12/"),
  "courses, a leaflet": unlisted(of(`/courses/\\d{4}/${W}/leaflet/`, "/courses/2026/pottery/leaflet/")),
  "lectures, the list": of("/lectures/", "/lectures/"),
  "lectures of a year": of("/lectures/\\d{4}/", "/lectures/2026/"),
  lecture: of(`/lectures/\\d{4}/${W}/`, "/lectures/2026/river-floods/", "/lectures/2026/station-century/"),
  "lectures of a series": of(`/lectures/series/${W}/`, "/lectures/series/river-school/"),
  "archive, the list": of("/archives/", "/archives/"),
  "archive of a year": of("/archives/\\d{4}/", "/archives/1964/"),
  "item of the archive": of(`/archives/\\d{4}/${W}/`, "/archives/1964/new-bridge/"),
  "archive of one kind, place …": of(`/archives/by/${W}/${W}/`, "/archives/by/kind/photo/"),
  "buses, the list": of("/bus/", "/bus/"),
  "bus line": of(`/bus/${W}/lines/${W}/`, "/bus/hibiki/lines/kawanishi-line/"),
  "bus stop": of(`/bus/${W}/stops/${W}/`, "/bus/hibiki/stops/station/"),
  "car parks, the list": of("/parking/", "/parking/"),
  "car park": of(`/parking/${W}/`, "/parking/station-front/"),
  "snow, the list": of("/snow/", "/snow/"),
  "snow in a district": of(`/snow/${W}/`, "/snow/central/"),
  "open data": of("/opendata/", "/opendata/"),
  search: of("/search/", "/search/"),
  "site map": of("/sitemap/", "/sitemap/"),
  "about this site": of("/about/", "/about/"),
  // Whoever writes for the town does so in Japanese.
  handbook: { ...unlisted(of("/handbook/[a-z]+/", "/handbook/organizers/")), languages: { ja: "" } },
};

/** What the Worker fills in when it is asked. */
export const ASKED = {
  "car parks now": unlisted(of("/parking/live/", "/parking/live/")),
  "snow now": unlisted(of("/snow/live/", "/snow/live/")),
  "bus stop now": unlisted(of(`/bus/${W}/stops/${W}/now`, "/bus/hibiki/stops/station/now")),
  "buses now": unlisted(of(`/bus/${W}/now`, "/bus/hibiki/now")),
  "bus line now": unlisted(of(`/bus/${W}/lines/${W}/now`, "/bus/hibiki/lines/kawanishi-line/now")),
  "state of the feeds": unlisted(of("/status", "/status")),
  "log-in": unlisted(of("/login", "/login")),
  "first log-in": unlisted(of("/start", "/start")),
  "no such page": unlisted(of("/no-such-page/", "/no-such-page/")),
};
