import { el } from '../dom.js';

/** One subject of a place, under its own heading. */
export function section({ title, lead, testid }, ...children) {
  const id = `section-${testid}`;
  return el(
    'section',
    { class: 'card', 'aria-labelledby': id, data: { testid } },
    el('h2', { id }, title),
    lead ? el('p', { class: 'card-lead' }, lead) : null,
    ...children,
  );
}

export const tag = (text, kind = '') => el('span', { class: `tag ${kind}`.trim() }, text);

export const fact = (name, ...value) => el('div', { class: 'fact' }, el('dt', {}, name), el('dd', {}, ...value));

/** What a screen reader hears, and everybody sees, when something is done. */
export function doneLine(testid) {
  const line = el('p', { class: 'done', role: 'status', data: { testid } });
  return {
    line,
    say(text) {
      line.textContent = text;
    },
  };
}

/** A button whose work takes a moment and may fail. */
export function action({ label, testid, kind = 'button small', onError, ...attributes }, work) {
  const button = el('button', { type: 'button', class: kind, data: { testid }, ...attributes }, label);
  button.addEventListener('click', async () => {
    button.disabled = true;
    try {
      await work(button);
    } catch (error) {
      onError(error);
    } finally {
      button.disabled = false;
    }
  });
  return button;
}

/** Puts what a call answers into a box: a word while it loads, the error with another try where it fails. */
export async function fill(box, load, draw) {
  box.replaceChildren(el('p', { class: 'quiet' }, 'Loading…'));
  try {
    box.replaceChildren(...draw(await load()));
  } catch (error) {
    const again = el('button', { type: 'button', class: 'link', on: { click: () => fill(box, load, draw) } }, 'Try again');
    box.replaceChildren(el('p', { class: 'quiet' }, error.detail || 'This could not be loaded.', ' ', again));
  }
}
