// A Worker whose databases are on another machine, as at the edge: here, in another process. The client is as thin as
// the edge's own: statements go out as JSON and rows come back as JSON.

import Worker from "./index.js";

class Statement {
  constructor(sql, params = []) {
    Object.assign(this, { sql, params });
  }

  bind(...params) {
    return new Statement(this.sql, params);
  }
}

// The Worker looks at the name of the class before it takes a binding for a database.
class D1Database {
  constructor(service, name) {
    Object.assign(this, { service, name });
  }

  prepare(sql) {
    return new Statement(sql);
  }

  async batch(statements) {
    const body = JSON.stringify(statements);
    const answer = await this.service.fetch(`http://databases/${this.name}`, { method: "POST", body });
    if (!answer.ok) throw new Error(await answer.text());
    return answer.json();
  }
}

let far;

export default {
  fetch(request, env, context) {
    far ??= {
      ...env,
      ...Object.fromEntries(["IDENTITY", "MYPAGE", "PUBLIC", "HEALTH", "VAULT"].map((name) => [name, new D1Database(env.DATABASES, name)])),
    };
    return typeof Worker === "function" ? new Worker(context, far).fetch(request) : Worker.fetch(request, far, context);
  },
};
