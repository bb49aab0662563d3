// Hibiki with a D1 binding that notes what is asked of it. For counting, never for timing.

import Worker from "./index.js";

let notes = [];
/** How many of them were waited for one after another. */
let finished = 0;

class Statement {
  constructor(real, sql, params = []) {
    Object.assign(this, { real, sql, params });
  }

  bind(...params) {
    return new Statement(this.real.bind(...params), this.sql, params);
  }
}

// The Worker looks at the name of the class before it takes a binding for a database.
class D1Database {
  constructor(real, name) {
    Object.assign(this, { real, name });
  }

  prepare(sql) {
    return new Statement(this.real.prepare(sql), sql);
  }

  async batch(statements) {
    const trip = finished + 1;
    const note = { trip, database: this.name, statements: statements.map(({ sql, params }) => ({ sql, params })) };
    notes.push(note);
    const results = await this.real.batch(statements.map((statement) => statement.real));
    finished = Math.max(finished, trip);
    note.rowsRead = results.reduce((sum, result) => sum + result.meta.rows_read, 0);
    return results;
  }
}

export default {
  async fetch(request, env, context) {
    if (new URL(request.url).pathname === "/__notes") {
      const taken = Response.json(notes);
      notes = [];
      finished = 0;
      return taken;
    }
    const counted = { ...env };
    for (const name of ["IDENTITY", "MYPAGE", "PUBLIC", "HEALTH", "VAULT"]) {
      if (env[name]) counted[name] = new D1Database(env[name], name);
    }
    return new Worker(context, counted).fetch(request);
  },
};
