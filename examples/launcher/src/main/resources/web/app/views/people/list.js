import { el } from '../../dom.js';
import { action, fill } from '../parts.js';
import { personRow } from './person.js';

const TYPING_MS = 250;

/** Accounts, newest first, searched by address or name. */
export function listSection(context) {
  const { admin, onError } = context;
  const rows = el('ul', { class: 'rows' });
  const box = el('div', { class: 'stack' });
  let search = '';
  // Counts searches: an answer to an older one may arrive after that to a newer one.
  let asked = 0;
  let typing;

  async function load() {
    const mine = ++asked;
    await fill(
      box,
      () => admin.people(search),
      (page) => {
        if (mine === asked) rows.replaceChildren();
        return mine === asked ? shown(page) : [...box.childNodes];
      },
    );
  }

  function add({ items, nextCursor }) {
    rows.append(...items.map((item) => personRow(item, context)));
    return nextCursor ? more(nextCursor) : null;
  }

  function more(cursor) {
    return action({ label: 'Show more', testid: 'more-people', kind: 'button quiet', onError }, async (button) => {
      const mine = asked;
      const page = await admin.people(search, cursor);
      if (mine !== asked) return;
      const next = add(page);
      if (next) button.replaceWith(next);
      else button.remove();
    });
  }

  function shown(page) {
    if (page.items.length === 0) return [el('p', { class: 'quiet', data: { testid: 'people-empty' } }, 'Nobody fits.')];
    return [rows, add(page)].filter(Boolean);
  }

  const input = el('input', { id: 'people-search', type: 'search', autocomplete: 'off', placeholder: 'Address or name', data: { testid: 'people-search' } });
  input.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      search = input.value.trim();
      load();
    }, TYPING_MS);
  });

  load();
  const node = el(
    'section',
    { class: 'card', 'aria-labelledby': 'people-heading', data: { testid: 'people-section' } },
    el('h2', { id: 'people-heading' }, 'Accounts'),
    el('div', { class: 'field' }, el('label', { for: 'people-search' }, 'Search'), input),
    box,
  );
  return { node, load };
}
