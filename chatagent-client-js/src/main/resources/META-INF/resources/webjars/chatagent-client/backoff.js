const SHORTEST_MS = 50;
const FIRST_CEILING_MS = 1_000;
// A server that said that it stops, or that it is asked too much, needs some seconds.
const CALM_CEILING_MS = 4_000;
const SHUTDOWN = 4000;
const FLOOD = 4429;

/** Waits between tries to connect: any time up to a ceiling that doubles, so that many do not come back at once. */
export class Backoff {
  #longest;
  #tries = 0;

  constructor(longest) {
    this.#longest = longest;
  }

  reset() {
    this.#tries = 0;
  }

  /** @param atLeast what the server asked for, in ms; a random part comes on top */
  next(code = 0, atLeast = 0) {
    const first = code === SHUTDOWN || code === FLOOD ? CALM_CEILING_MS : FIRST_CEILING_MS;
    const ceiling = Math.min(this.#longest, first * 2 ** Math.min(this.#tries++, 20));
    return atLeast + Math.min(this.#longest, SHORTEST_MS + Math.random() * Math.max(0, ceiling - SHORTEST_MS));
  }
}
