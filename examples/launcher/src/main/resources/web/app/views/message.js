import { copyButton, el, icon } from '../dom.js';
import { bytes, fullTimeOf, timeOf } from '../format.js';
import { MarkdownView } from '../markdown.js';
import { isOpen } from '../thread.js';

const ENDINGS = {
  cancelled: { text: 'You stopped this answer.', look: 'quiet' },
  interrupted: { text: 'This answer was interrupted before it was finished. What had arrived is kept.', look: 'warn' },
};

export function endingOf(status, error) {
  if (status === 'failed') {
    return { look: 'error', title: 'The answer failed.', text: error?.message || 'The agent could not answer. Try again in a moment.' };
  }
  return ENDINGS[status] ?? null;
}

export function endingNode(ending, onAgain) {
  return el(
    'div',
    { class: `ending ${ending.look}`, data: { testid: 'message-ending' } },
    ending.look === 'quiet' ? null : icon('alert'),
    el('p', {}, ending.title ? el('strong', {}, ending.title) : null, ending.title ? ' ' : null, ending.text),
    onAgain ? el('button', { type: 'button', class: 'link', data: { testid: 'ask-again' }, on: { click: onAgain } }, 'Ask again') : null,
  );
}

/** One message on the page. */
export class MessageView {
  #markdown;
  #text;
  #body = el('div', { class: 'message-body', dir: 'auto', data: { testid: 'message-text' } });
  #foot = el('footer', { class: 'message-foot' });
  #footKey;
  #shown;

  #files = el('ul', { class: 'files', 'aria-label': 'Files', hidden: true });
  #filesKey = '';

  constructor(message, { onAgain, onSave }) {
    this.onAgain = onAgain;
    this.onSave = onSave;
    const assistant = message.role === 'assistant';
    this.root = el('article', {
      class: `message ${message.role}`,
      'aria-label': message.role === 'user' ? 'You' : assistant ? 'Assistant' : 'Tool',
      data: { testid: 'message', role: message.role, messageId: message.id },
    });
    if (assistant) {
      this.#body.classList.add('markdown');
      this.#markdown = new MarkdownView(this.#body);
      this.root.append(this.#body);
    } else if (message.role === 'tool') {
      this.root.append(el('details', {}, el('summary', {}, 'Tool result'), this.#body));
    } else {
      this.root.append(this.#body);
    }
    this.root.append(this.#files, this.#foot);
  }

  update(message, run) {
    this.#shown = message;
    this.root.dataset.status = message.status;
    if (message.seq !== undefined && !message.local) this.root.dataset.seq = message.seq;
    if (message.text !== this.#text) {
      this.#text = message.text;
      if (this.#markdown) this.#markdown.render(message.text);
      else this.#body.textContent = message.text;
    }
    this.#body.hidden = message.role === 'user' && !message.text;
    this.#updateFiles(message.files ?? []);
    const waiting = isOpen(message) && message.role === 'assistant' && !message.text;
    this.root.toggleAttribute('data-waiting', waiting);
    this.root.setAttribute('aria-busy', String(isOpen(message) && message.role === 'assistant'));
    this.#updateFoot(message, message.error ?? run?.error);
  }

  #updateFiles(files) {
    const key = files.map(({ file }) => file).join(' ');
    if (key === this.#filesKey) return;
    this.#filesKey = key;
    this.#files.hidden = !files.length;
    this.#files.replaceChildren(...files.map((file) => el('li', {}, this.#saveButton(file))));
  }

  #saveButton(file) {
    const button = el(
      'button',
      { type: 'button', class: 'file', title: 'Save', 'aria-label': `Save ${file.name}, ${bytes(file.size)}`, data: { testid: 'message-file' } },
      icon('file'),
      el('bdi', { class: 'chip-name' }, file.name),
      el('span', { class: 'chip-size' }, bytes(file.size)),
    );
    button.addEventListener('click', async () => {
      button.disabled = true;
      await this.onSave(file);
      button.disabled = false;
    });
    return button;
  }

  #updateFoot(message, error) {
    const key = [message.status, error?.message, message.createdAt, message.text === ''].join('|');
    if (key === this.#footKey) return;
    this.#footKey = key;
    const ending = message.role === 'assistant' ? endingOf(message.status, error) : null;
    const tools = el('div', { class: 'message-tools' });
    if (message.role === 'assistant' && !isOpen(message) && message.text) tools.append(copyButton('Copy', () => this.#shown.text));
    if (message.createdAt) {
      tools.append(el('time', { datetime: message.createdAt, title: fullTimeOf(message.createdAt) }, timeOf(message.createdAt)));
    }
    if (message.local) tools.append(el('span', {}, 'Sending…'));
    this.#foot.replaceChildren();
    if (ending) this.#foot.append(endingNode(ending, message.status === 'cancelled' ? null : () => this.onAgain(message)));
    this.#foot.append(tools);
  }
}
