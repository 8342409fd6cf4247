import { report } from './problem.js';

const MAX_QUEUED = 1_000;

/**
 * One subscription: the place up to which events were taken over, and the road from there to the listener. A listener that
 * answers a promise is waited for; what comes meanwhile is queued, and asked for again later when that is too much.
 */
export class ListenedStream {
  /** A subscribe command is on its way: events from before its answer are of no use. */
  asking = false;
  over = false;
  /** Place of the last event that was taken over; the next one that is wanted is the one after it. */
  taken;
  #handled;
  #listener;
  #owner;
  #queue = [];
  #running = false;
  #full = false;

  /** @param owner told by `remove`, `mute` and `resume` of what the listener's pace makes of it */
  constructor(name, listener, owner) {
    this.name = name;
    this.taken = listener.since;
    this.#handled = listener.since;
    this.#listener = listener;
    this.#owner = owner;
  }

  /** What callers hold. */
  handle() {
    const stream = this;
    return {
      get stream() {
        return stream.name;
      },
      get seq() {
        return stream.#handled;
      },
      close: () => stream.close(),
    };
  }

  close() {
    this.over = true;
    this.#queue = [];
    this.#owner.remove(this);
  }

  get full() {
    return this.#full;
  }

  /** What the server answered: go on after the place that is known, or begin anew after another. */
  begin(recovered, seq) {
    this.asking = false;
    if (this.taken === undefined || !recovered) {
      this.taken = seq;
      this.#tell(() => this.#listener.onReset?.(seq), seq);
    }
  }

  /** Takes an event over; false when there is one missing ahead of it. */
  offer(event) {
    if (this.asking || this.#full || event.seq <= this.taken) return true;
    if (event.seq !== this.taken + 1) return false;
    if (this.#queue.length >= MAX_QUEUED) {
      this.#full = true;
      this.#owner.mute(this);
      return true;
    }
    this.taken = event.seq;
    this.#tell(() => this.#listener.onEvent(event), event.seq);
    return true;
  }

  gone(problem) {
    this.#tell(() => {
      this.over = true;
      return this.#listener.onGone?.(problem);
    });
  }

  #tell(call, seq) {
    this.#queue.push({ call, seq });
    if (!this.#running) this.#drain();
  }

  /** Without a turn of the event loop as long as the listener answers no promise. */
  async #drain() {
    this.#running = true;
    while (this.#queue.length > 0 && !this.over) {
      const { call, seq } = this.#queue.shift();
      try {
        const result = call();
        if (typeof result?.then === 'function') await result;
      } catch (error) {
        report(error);
      }
      // What throws is handled too: otherwise it would come again and again.
      if (seq !== undefined) this.#handled = seq;
      if (this.#full && this.#queue.length <= MAX_QUEUED / 2) {
        this.#full = false;
        this.#owner.resume(this);
      }
    }
    this.#running = false;
  }
}
