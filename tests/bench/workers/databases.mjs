// The databases of a Worker that runs in another process.

export default {
  async fetch(request, env) {
    const database = env[new URL(request.url).pathname.slice(1)];
    try {
      const statements = await request.json();
      return Response.json(await database.batch(statements.map(({ sql, params }) => database.prepare(sql).bind(...params))));
    } catch (error) {
      return new Response(error.message, { status: 500 });
    }
  },
};
