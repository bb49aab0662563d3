// A client that keeps its connection and its cookies, and says what a town's page would say.

import http from "node:http";

export class Client {
  #agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  cookies = new Map();

  /** `url` is where the Worker listens, `origin` what it takes its own origin for. */
  constructor(url, origin) {
    this.url = new URL(url);
    this.origin = origin;
  }

  request(method, path, { headers = {}, body } = {}) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const options = {
      agent: this.#agent,
      host: this.url.hostname,
      port: this.url.port,
      method,
      path,
      headers: {
        host: new URL(this.origin).host,
        "user-agent": "Mozilla/5.0 (X11; Linux x86_64) Chrome/142.0.0.0",
        ...(cookie && { cookie }),
        ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
        ...headers,
      },
    };
    return new Promise((resolve, reject) => {
      const request = http.request(options, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          for (const line of response.headers["set-cookie"] ?? []) this.#keep(line);
          resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks) });
        });
      });
      request.on("error", reject);
      request.end(body);
    });
  }

  #keep(line) {
    const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
    if (value) this.cookies.set(name, value);
    else this.cookies.delete(name);
  }

  get(path, headers) {
    return this.request("GET", path, { headers });
  }

  /** As a page of the town posts. */
  json(path, value, headers = {}) {
    const body = JSON.stringify(value);
    return this.request("POST", path, {
      headers: { origin: this.origin, "content-type": "application/json", ...headers },
      body,
    });
  }

  form(path, fields) {
    return this.request("POST", path, {
      headers: { origin: this.origin, "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams(fields).toString(),
    });
  }

  /** As the operator's program or a bridge posts: no origin. */
  async operate(path, value, key) {
    const body = JSON.stringify(value);
    const headers = { "content-type": "application/json", ...(key && { authorization: `Bearer ${key}` }) };
    return good(await this.request("POST", path, { headers, body }), path);
  }

  close() {
    this.#agent.destroy();
  }
}

/** The answer, if it is a good one. */
export function good(answer, what) {
  if (answer.status >= 200 && answer.status < 400) return answer;
  throw new Error(`${what} answered ${answer.status}: ${answer.body.toString().slice(0, 300)}`);
}

export const parsed = (answer, what) => JSON.parse(good(answer, what).body.toString());
