import { Emitter } from './emitter.js';
import { ApiError, send } from './http.js';

const COOKIE_MODE = { 'X-Chatagent-Mode': 'cookie' };
const EARLY_MS = 60_000;
const MARK = 'signed-in';

// Scripts cannot see the cookie. The mark says whether to ask for a session at all, and tells other tabs of a sign-out.
function mark(present) {
  try {
    if (present) localStorage.setItem(MARK, '1');
    else localStorage.removeItem(MARK);
  } catch {
    // Storage can be switched off; the server then decides alone.
  }
}

function marked() {
  try {
    return localStorage.getItem(MARK) !== null;
  } catch {
    return true;
  }
}

/**
 * Who is signed in. The access token lives in this object only; the refresh token is a cookie no script can read.
 * Emits `token` (a new access token), `ended` (the session is over) and `switched` (the cookie now belongs to someone else).
 */
export class Account extends Emitter {
  user = null;
  #token = null;
  #expiresAt = 0;
  #refreshing = null;
  #timer;
  // Counts sign-ins and sign-outs, so that an answer that arrives late cannot bring back a session that was left.
  #epoch = 0;

  constructor() {
    super();
    window.addEventListener('storage', ({ key, newValue }) => {
      if (key === MARK && newValue === null && this.user) this.end('revoked');
    });
  }

  async restore() {
    if (!marked()) return false;
    try {
      await this.#refreshOnce();
      return this.user !== null;
    } catch (error) {
      if (error.status !== 401) throw error;
      mark(false);
      return false;
    }
  }

  login(credentials) {
    return this.#enter('/api/auth/login', credentials);
  }

  register(details) {
    return this.#enter('/api/auth/register', details);
  }

  setup(details) {
    return this.#enter('/api/auth/setup', details);
  }

  async logout() {
    const token = this.#token;
    try {
      await send('POST', '/api/auth/logout', {
        body: {},
        headers: { ...COOKIE_MODE, ...(token ? { Authorization: `Bearer ${token}` } : {}) },
      });
    } catch (error) {
      if (error.status !== 401) throw error;
    }
    this.end('logout');
  }

  async token() {
    if (!this.#token || Date.now() > this.#expiresAt - 5_000) await this.refresh();
    return this.#token;
  }

  // All callers that find the token stale at the same time share one request.
  async refresh() {
    const epoch = this.#epoch;
    try {
      await this.#refreshOnce();
      if (!this.#token) throw new ApiError(401, { code: 'signed_out' });
    } catch (error) {
      if (error.status === 401 && epoch === this.#epoch) this.end('expired');
      throw error;
    }
  }

  end(reason) {
    const had = this.user !== null;
    this.#epoch++;
    clearTimeout(this.#timer);
    this.#token = null;
    this.#expiresAt = 0;
    this.user = null;
    mark(false);
    if (had) this.emit('ended', reason);
  }

  async request(method, path, options = {}) {
    const token = await this.token();
    const attempt = (bearer) =>
      send(method, path, { ...options, headers: { ...options.headers, Authorization: `Bearer ${bearer}` } });
    try {
      return await attempt(token);
    } catch (error) {
      if (error.status !== 401) throw error;
      // Another request may have renewed the token while this one was under way.
      if (this.#token === token) await this.refresh();
      return attempt(await this.token());
    }
  }

  async #enter(path, body) {
    const answer = await send('POST', path, { body, headers: COOKIE_MODE });
    this.#epoch++;
    this.#accept(answer);
  }

  #refreshOnce() {
    this.#refreshing ??= this.#renew().finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  async #renew() {
    const epoch = this.#epoch;
    const answer = await send('POST', '/api/auth/refresh', { body: {}, headers: COOKIE_MODE });
    if (epoch === this.#epoch) this.#accept(answer);
  }

  #accept(answer) {
    if (!answer?.accessToken) return;
    if (this.user && answer.user && answer.user.id !== this.user.id) {
      // Someone signed in with another account in another tab: nothing of the old account may stay on this page.
      this.emit('switched');
      return;
    }
    const lifetime = Math.max(10, Number(answer.expiresIn) || 300) * 1000;
    this.#token = answer.accessToken;
    this.#expiresAt = Date.now() + lifetime;
    this.user = answer.user ?? this.user;
    mark(true);
    this.#schedule(lifetime > 2 * EARLY_MS ? lifetime - EARLY_MS : lifetime / 2);
    this.emit('token', this.#token);
  }

  #schedule(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // A failure that may pass is tried again; one that is final has already ended the session.
      this.refresh().catch((error) => {
        if (this.user) this.#schedule((error.retryAfter ?? 8 + Math.random() * 8) * 1000);
      });
    }, delay);
  }
}
