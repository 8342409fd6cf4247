const LONGEST_MS = 2 ** 31 - 1;

/** What a connection waits for, at most one of a kind. */
export class Timers {
  #pending = new Map();

  start(kind, ms, work) {
    this.stop(kind);
    const timer = setTimeout(
      () => {
        this.#pending.delete(kind);
        work();
      },
      Math.min(ms, LONGEST_MS),
    );
    this.#pending.set(kind, timer);
  }

  pending(kind) {
    return this.#pending.has(kind);
  }

  stop(kind) {
    clearTimeout(this.#pending.get(kind));
    this.#pending.delete(kind);
  }

  stopAll() {
    for (const kind of [...this.#pending.keys()]) this.stop(kind);
  }
}
