import { $, el } from './dom.js';

const PACE_MS = 1_500;
const LINES_MAX = 6;

const plain = (text) => text.replace(/```[\w-]*|[`*_#>|]|\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/\s+/g, ' ').trim();

/**
 * Reads a streaming answer to screen readers in whole sentences. The message itself is no live region: it is rebuilt up to
 * sixty times a second, and a reader would start over each time.
 */
export class Announcer {
  #region = $('announcer');
  #id = null;
  #said = 0;
  #text = '';
  #timer;

  say(text) {
    if (!text) return;
    this.#region.append(el('p', {}, text));
    while (this.#region.children.length > LINES_MAX) this.#region.firstElementChild.remove();
  }

  follow(id, text) {
    if (this.#id !== id) {
      this.#id = id;
      this.#said = 0;
    }
    this.#text = text;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      const end = this.#text.slice(this.#said).search(/[.!?:\n][^.!?:\n]*$/);
      if (end >= 0) this.#speakUntil(this.#said + end + 1);
    }, PACE_MS);
  }

  finish(id, text, ending) {
    if (this.#id !== id) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#text = text;
    this.#speakUntil(text.length);
    this.#id = null;
    this.say(ending);
  }

  clear() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#id = null;
    this.#region.replaceChildren();
  }

  #speakUntil(end) {
    this.say(plain(this.#text.slice(this.#said, end)));
    this.#said = end;
  }
}
