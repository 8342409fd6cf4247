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

// What these refuse is a password or a code, not the session.
const PROOFS = new Set(['bad_credentials', 'bad_second_factor', 'second_factor_required']);

/**
 * Who is signed in. The access token lives in this object only; the refresh token is a cookie no script can read. An
 * administrator can act as somebody else for a while, beside their own session, which stays as it is.
 * Emits `token` (a new access token), `ended` (the session is over), `switched` (the cookie now belongs to someone else)
 * and `acting` (from now on as somebody else, or as oneself again).
 */
export class Account extends Emitter {
  #user = null;
  #token = null;
  #expiresAt = 0;
  #acting = null;
  #refreshing = null;
  #queue = Promise.resolve();
  #timer;
  // Counts sign-ins and sign-outs, so that an answer that arrives late cannot bring back a session that was left.
  #epoch = 0;
  /** Signing out has begun. */
  leaving = false;

  constructor() {
    super();
    window.addEventListener('storage', ({ key, newValue }) => {
      if (key === MARK && newValue === null && this.#user) this.end('revoked');
    });
  }

  get user() {
    return this.#acting?.user ?? this.#user;
  }

  /** The end of acting as somebody else, in milliseconds; null for who is themselves. */
  get actingUntil() {
    return this.#acting?.expiresAt ?? null;
  }

  async restore() {
    if (!marked()) return false;
    try {
      await this.#refreshOnce();
      return this.#user !== null;
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
    this.leaving = true;
    try {
      await this.#signOut(this.#token, COOKIE_MODE);
    } catch (error) {
      if (error.status !== 401) throw error;
    } finally {
      this.leaving = false;
    }
    this.end('logout');
  }

  /** Ends every session of the account but this one, which goes on with the new tokens of the answer. */
  async changePassword(body) {
    const token = await this.token();
    const headers = { ...COOKIE_MODE, Authorization: `Bearer ${token}` };
    return this.#alone(async () => this.#accept(await send('POST', '/api/auth/password', { body, headers })));
  }

  /** `user` as the server answers it: the name may have changed. */
  update(user) {
    if (this.#acting) this.#acting.user = { ...this.#acting.user, ...user };
    else if (this.#user) this.#user = { ...this.#user, ...user };
  }

  act({ accessToken, expiresIn, user }) {
    const lifetime = expiresIn * 1000;
    const timer = setTimeout(() => this.stopActing(), lifetime);
    this.#acting = { token: accessToken, user, expiresAt: Date.now() + lifetime, timer };
    this.emit('acting');
  }

  stopActing() {
    if (!this.#acting) return;
    this.#forgetActing();
    this.emit('acting');
  }

  async token() {
    if (this.#acting) return this.#acting.token;
    if (!this.#token || Date.now() > this.#expiresAt - 5_000) await this.refresh();
    return this.#token;
  }

  // All callers that find the token stale at the same time share one request.
  async refresh() {
    if (this.#acting) {
      this.stopActing();
      throw new ApiError(401, { code: 'signed_out' });
    }
    return this.#refreshOwn();
  }

  async #refreshOwn() {
    const epoch = this.#epoch;
    try {
      await this.#refreshOnce();
      if (!this.#token) throw new ApiError(401, { code: 'signed_out' });
    } catch (error) {
      if (error.status === 401 && epoch === this.#epoch) this.end('expired');
      throw error;
    }
  }

  /** The server refuses the session that is in use. */
  refused() {
    if (this.#acting) this.stopActing();
    else this.end('expired');
  }

  end(reason) {
    const had = this.#user !== null;
    this.#epoch++;
    this.#forgetActing();
    clearTimeout(this.#timer);
    this.#token = null;
    this.#expiresAt = 0;
    this.#user = null;
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
      if (error.status !== 401 || PROOFS.has(error.code)) throw error;
      // Another request may have renewed the token while this one was under way.
      if (token === (this.#acting?.token ?? this.#token)) await this.refresh();
      return attempt(await this.token());
    }
  }

  async #enter(path, body) {
    const answer = await send('POST', path, { body, headers: COOKIE_MODE });
    this.#epoch++;
    this.#accept(answer);
  }

  #signOut(token, headers = {}) {
    return send('POST', '/api/auth/logout', {
      body: {},
      headers: { ...headers, ...(token ? { Authorization: `Bearer ${token}` } : {}) },
    });
  }

  #forgetActing() {
    const acting = this.#acting;
    if (!acting) return;
    clearTimeout(acting.timer);
    this.#acting = null;
    // It would end by itself; sooner is better, and nothing hangs on it.
    this.#signOut(acting.token).catch(() => {});
  }

  #refreshOnce() {
    this.#refreshing ??= this.#alone(() => this.#renew()).finally(() => {
      this.#refreshing = null;
    });
    return this.#refreshing;
  }

  // The cookie is one for all tabs: who asks with the old one while another tab gets a new one would lose both.
  #alone(task) {
    const locked = () => (navigator.locks ? navigator.locks.request('chatagent-session', task) : task());
    const result = this.#queue.then(locked);
    this.#queue = result.catch(() => {});
    return result;
  }

  async #renew() {
    const epoch = this.#epoch;
    const answer = await send('POST', '/api/auth/refresh', { body: {}, headers: COOKIE_MODE });
    if (epoch === this.#epoch) this.#accept(answer);
  }

  #accept(answer) {
    if (!answer?.accessToken) return;
    if (this.#user && answer.user && answer.user.id !== this.#user.id) {
      // Someone signed in with another account in another tab: nothing of the old account may stay on this page.
      this.emit('switched');
      return;
    }
    const lifetime = Math.max(10, Number(answer.expiresIn) || 300) * 1000;
    this.#token = answer.accessToken;
    this.#expiresAt = Date.now() + lifetime;
    this.#user = answer.user ?? this.#user;
    mark(true);
    this.#schedule(lifetime > 2 * EARLY_MS ? lifetime - EARLY_MS : lifetime / 2);
    if (!this.#acting) this.emit('token', this.#token);
  }

  #schedule(delay) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      // A failure that may pass is tried again; one that is final has already ended the session.
      this.#refreshOwn().catch((error) => {
        if (this.#user) this.#schedule((error.retryAfter ?? 8 + Math.random() * 8) * 1000);
      });
    }, delay);
  }
}
