// Runs the statements that it is told to and nothing else: what D1 itself costs in the same process.

let texts = [];

export default {
  async fetch(request, env) {
    if (request.method === "PUT") {
      texts = await request.json();
      return new Response(null, { status: 204 });
    }
    for (const [name, statements] of await request.json()) {
      const database = env[name];
      await database.batch(statements.map(([text, params]) => database.prepare(texts[text]).bind(...params)));
    }
    return new Response(null, { status: 204 });
  },
};
