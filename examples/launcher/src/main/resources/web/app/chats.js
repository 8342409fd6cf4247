import { Emitter } from './emitter.js';

/** The list of chats. Emits `change` and `removed` (an id). */
export class Chats extends Emitter {
  loaded = false;
  error = null;
  next;
  #api;
  #items = new Map();
  #loading = null;

  constructor(api) {
    super();
    this.#api = api;
  }

  get(id) {
    return this.#items.get(id);
  }

  sorted() {
    return [...this.#items.values()].sort((a, b) => String(b.updatedAt).localeCompare(String(a.updatedAt)));
  }

  // The list is read anew as a whole, so that chats deleted elsewhere go too.
  load() {
    this.#loading ??= this.#load().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async loadMore() {
    const page = await this.#api.sessions(this.next);
    for (const session of page.items) if (!this.#items.has(session.id)) this.#items.set(session.id, session);
    this.next = page.nextCursor;
    this.emit('change');
  }

  // A chat reached by its address may be older than the pages read so far.
  async find(id) {
    if (!this.#items.has(id)) this.put(await this.#api.session(id));
    return this.#items.get(id);
  }

  put(session) {
    if (!session) return;
    this.#items.set(session.id, session);
    this.emit('change');
  }

  touch(id) {
    const session = this.#items.get(id);
    if (session) this.put({ ...session, updatedAt: new Date().toISOString() });
  }

  async create(agent, key) {
    const session = await this.#api.createSession(agent ? { agent } : {}, key);
    this.put(session);
    return session;
  }

  async rename(id, title) {
    this.put(await this.#api.renameSession(id, title));
  }

  async remove(id) {
    try {
      await this.#api.deleteSession(id);
    } catch (error) {
      if (error.status !== 404) throw error;
    }
    this.drop(id);
  }

  drop(id) {
    if (!this.#items.delete(id)) return;
    this.emit('change');
    this.emit('removed', id);
  }

  apply({ type, data }) {
    if (type === 'session.created' || type === 'session.updated') this.put(data.session);
    else if (type === 'session.deleted') this.drop(data.sessionId);
  }

  clear() {
    this.#items.clear();
    this.next = undefined;
    this.loaded = false;
    this.error = null;
    this.emit('change');
  }

  async #load() {
    try {
      const page = await this.#api.sessions();
      this.#items = new Map(page.items.map((session) => [session.id, session]));
      this.next = page.nextCursor;
      this.loaded = true;
      this.error = null;
    } catch (error) {
      this.error = error;
    }
    this.emit('change');
  }
}
