import { $, el } from '../dom.js';
import { errorText, fullTimeOf, titleOf } from '../format.js';

const TYPING_MS = 250;

/** Search in one's own messages; while there are words, what was found stands where the chats do. */
export function searchView({ api, onChosen }) {
  const field = $('search');
  const found = $('search-results');
  const state = $('search-state');
  const more = $('search-more');
  let timer;
  let asked = 0;
  let next;

  function item(hit) {
    const link = el(
      'a',
      { class: 'chat hit', dir: 'auto', href: `#/chat/${encodeURIComponent(hit.session)}`, title: fullTimeOf(hit.createdAt), data: { testid: 'search-hit' } },
      el('span', { class: 'hit-title' }, titleOf(hit)),
      el('span', { class: 'hit-text' }, hit.snippet),
    );
    link.addEventListener('click', onChosen);
    return el('li', {}, link);
  }

  function say(text) {
    state.textContent = text;
    state.hidden = !text;
  }

  async function load(cursor) {
    const mine = ++asked;
    more.disabled = true;
    try {
      const page = await api.search(field.value.trim(), cursor);
      if (mine !== asked) return;
      const entries = page.items.map(item);
      if (cursor) found.append(...entries);
      else found.replaceChildren(...entries);
      next = page.nextCursor;
      say(found.childElementCount ? '' : 'Nothing found.');
    } catch (error) {
      if (mine !== asked) return;
      if (!cursor) found.replaceChildren();
      next = undefined;
      say(error.code === 'invalid_request' ? 'Type a word to look for.' : errorText(error));
    } finally {
      if (mine === asked) {
        more.hidden = !next;
        more.disabled = false;
      }
    }
  }

  function show() {
    clearTimeout(timer);
    const searching = field.value.trim() !== '';
    $('sidebar').dataset.searching = String(searching);
    if (searching) {
      timer = setTimeout(load, TYPING_MS);
      return;
    }
    asked++;
    found.replaceChildren();
    more.hidden = true;
    say('');
  }

  function clear() {
    field.value = '';
    show();
  }

  field.addEventListener('input', show);
  field.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !field.value) return;
    event.stopPropagation();
    clear();
  });
  more.addEventListener('click', () => load(next));
  return { clear };
}
