import { SignedOutError } from './problem.js';

const FOREIGN = 'The token belongs to somebody else; each person needs a client of their own.';

/** Whom a token belongs to, as far as that can be read off it: access tokens are JWTs, API keys tell nothing. */
function subject(token) {
  try {
    return JSON.parse(atob(token.split('.')[1].replaceAll('-', '+').replaceAll('_', '/'))).sub;
  } catch {
    return undefined;
  }
}

/** Whether there will be no token any more; what else `credentials` throws passes. */
export const signedOut = (error) => error instanceof SignedOutError || error?.status === 401;

/** Asks for access tokens. Somebody else's is none: their events must not end up in streams of the first one. */
export class Tokens {
  #credentials;
  #patience;
  #timers = new Set();
  #owner;

  constructor({ credentials, connectTimeout }) {
    this.#credentials = credentials;
    this.#patience = connectTimeout;
  }

  async ask(reason) {
    const token = await this.#inTime(reason);
    if (typeof token !== 'string') throw new TypeError(`credentials gave no token but ${token === null ? 'null' : typeof token}`);
    const whose = subject(token);
    this.#owner ??= whose;
    if (whose !== undefined && whose !== this.#owner) throw new SignedOutError(FOREIGN);
    return token;
  }

  async #inTime(reason) {
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => reject(new Error('no token in time')), this.#patience);
    });
    this.#timers.add(timer);
    try {
      return await Promise.race([this.#credentials(reason), late]);
    } finally {
      clearTimeout(timer);
      this.#timers.delete(timer);
    }
  }

  /** Whoever asked is no longer answered. */
  close() {
    for (const timer of this.#timers) clearTimeout(timer);
  }
}
