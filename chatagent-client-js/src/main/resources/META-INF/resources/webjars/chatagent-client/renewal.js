import { signedOut } from './tokens.js';

const AHEAD_MS = 30_000;
const BETWEEN_MS = 1_000;

const wait = (problem) => (problem?.retryAfter ?? 0) * 1000;

/** Goes on with a later token over the same connection, ahead of the end of the one in use. */
export class Renewal {
  #link;
  #tokens;
  #timers;
  #backoff;

  /** @param link with `socket`, `authenticate(socket, token, ok, no)` and `signedOut(reason)` */
  constructor(link, tokens, timers, backoff) {
    this.#link = link;
    this.#tokens = tokens;
    this.#timers = timers;
    this.#backoff = backoff;
  }

  /** @param left of the token in use, in milliseconds; never at once, whatever it is */
  before(left) {
    this.#in(Math.max(BETWEEN_MS, left - Math.min(AHEAD_MS, left / 4)));
  }

  #in(ms) {
    this.#timers.start('refresh', ms, () => this.#renew('expiring'));
  }

  async #renew(reason) {
    const { socket } = this.#link;
    let token;
    try {
      token = await this.#tokens.ask(reason);
    } catch (error) {
      if (socket !== this.#link.socket) return;
      if (signedOut(error)) this.#link.signedOut(error.message);
      else this.#in(this.#backoff.next(0, wait(error))); // until the server ends it
      return;
    }
    if (socket !== this.#link.socket) return;
    this.#link.authenticate(
      socket,
      token,
      (left) => this.before(left),
      (problem) => {
        if (problem.status === 401 && reason !== 'refused') this.#renew('refused');
        else this.#in(this.#backoff.next(0, wait(problem)));
      },
    );
  }
}
