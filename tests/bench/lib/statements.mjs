// The statements that one request runs, taken down from Hibiki and run again by themselves.

import { good, parsed } from "./http.mjs";

/** What the counting instance has noted since the last time. */
export const notes = async (client) => parsed(await client.get("/__notes"), "notes");

/** The statements of some requests, prepared for the instance that runs nothing else. */
export class Replay {
  #texts = [];

  constructor(client) {
    this.client = client;
  }

  #place(text) {
    const place = this.#texts.indexOf(text);
    return place >= 0 ? place : this.#texts.push(text) - 1;
  }

  /** Notes as a body; `change` may put other values in place of those that hold only once. */
  body(batches, change = (_sql, params) => params) {
    const statements = ({ sql, params }) => [this.#place(sql), change(sql, params)];
    return JSON.stringify(batches.map((batch) => [batch.database, batch.statements.map(statements)]));
  }

  /** Hands the texts over; call it again when there are new ones. */
  async ready() {
    good(await this.client.request("PUT", "/", { body: JSON.stringify(this.#texts) }), "texts");
  }

  async run(body) {
    return good(await this.client.request("POST", "/", { body }), "statements");
  }
}
