import { el } from '../dom.js';

const open = new Set();

/** Asks before something that is not easily undone; answers whether to go on. */
export function confirmed({ title, text, action, danger = true }) {
  const yes = el('button', { type: 'button', class: danger ? 'button danger' : 'button primary', data: { testid: 'confirm-yes' } }, action);
  const no = el('button', { type: 'button', class: 'button', autofocus: true, data: { testid: 'confirm-no' } }, 'Cancel');
  const box = el(
    'dialog',
    { class: 'dialog', 'aria-labelledby': 'confirm-title', 'aria-describedby': 'confirm-text', data: { testid: 'confirm' } },
    el(
      'div',
      { class: 'dialog-body' },
      el('h2', { id: 'confirm-title' }, title),
      el('p', { id: 'confirm-text', class: 'dialog-text' }, text),
      el('div', { class: 'dialog-actions' }, no, yes),
    ),
  );
  document.body.append(box);
  open.add(box);
  return new Promise((resolve) => {
    let answer = false;
    yes.addEventListener('click', () => {
      answer = true;
      box.close();
    });
    no.addEventListener('click', () => box.close());
    box.addEventListener('click', (event) => {
      // The backdrop counts as the dialog itself.
      if (event.target === box) box.close();
    });
    box.addEventListener('close', () => {
      open.delete(box);
      box.remove();
      resolve(answer);
    });
    box.showModal();
  });
}

export function closeConfirmations() {
  for (const box of open) box.close();
}
