// Does nothing: what a request costs before anybody has done any work.

export default {
  fetch: () => new Response(null, { status: 204 }),
};
