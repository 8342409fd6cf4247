import { $, el, icon } from '../dom.js';
import { bytes, errorText } from '../format.js';
import { uuid } from '../http.js';

/**
 * Files beside the message box: chosen, dropped or pasted. They go up at once where the chat is there already, else with the
 * message that begins it.
 */
export function attachmentsView({ files, chat, onChange }) {
  const list = $('attachments');
  const picker = $('attach-input');
  const said = $('attach-status');
  let items = [];

  function changed() {
    list.hidden = items.length === 0;
    onChange();
  }

  function chip(item) {
    item.progress = el('progress', { max: '1', value: '0', 'aria-label': `Uploading ${item.file.name}` });
    item.problem = el('span', { class: 'chip-problem', data: { testid: 'attachment-error' }, hidden: true });
    item.node = el(
      'li',
      { class: 'chip', data: { testid: 'attachment', state: 'waiting' } },
      icon('file'),
      el('span', { class: 'chip-text' }, el('bdi', { class: 'chip-name' }, item.file.name), el('span', { class: 'chip-size' }, bytes(item.file.size)), item.progress, item.problem),
      el('button', { type: 'button', class: 'chip-remove', 'aria-label': `Remove ${item.file.name}`, title: 'Remove', data: { testid: 'attachment-remove' }, on: { click: () => remove(item) } }, icon('close')),
    );
    return item.node;
  }

  function state(item, name) {
    item.node.dataset.state = name;
  }

  async function upload(item, id) {
    if (item.stored || item.failed) return;
    item.running ??= (async () => {
      state(item, 'uploading');
      try {
        item.stored = await files.upload(id, item.file, item.key, {
          signal: item.abort.signal,
          onProgress: (part) => {
            item.progress.value = part;
          },
        });
        item.chat = id;
        state(item, 'done');
        if (items.includes(item)) said.textContent = `${item.file.name} is attached.`;
        else discard(item);
      } catch (error) {
        item.failed = error;
        state(item, 'failed');
        item.problem.textContent = error.errors?.length ? error.errors.map(({ message }) => message).join(' ') : errorText(error);
        item.problem.hidden = false;
        if (items.includes(item)) said.textContent = `${item.file.name} is not attached: ${item.problem.textContent}`;
      } finally {
        item.running = null;
        onChange();
      }
    })();
    await item.running;
  }

  function discard(item) {
    if (item.stored && item.chat) files.remove(item.chat, item.stored.id).catch(() => {});
  }

  function remove(item) {
    const at = items.indexOf(item);
    items = items.filter((each) => each !== item);
    item.abort.abort();
    discard(item);
    item.node.remove();
    said.textContent = `${item.file.name} is removed.`;
    (items[at] ?? items[at - 1])?.node.querySelector('button').focus();
    if (items.length === 0) $('composer-input').focus();
    changed();
  }

  function add(chosen) {
    for (const file of chosen) {
      const item = { file, key: uuid(), abort: new AbortController() };
      items.push(item);
      list.append(chip(item));
      if (chat()) upload(item, chat());
    }
    changed();
  }

  $('attach').addEventListener('click', () => picker.click());
  picker.addEventListener('change', () => {
    add([...picker.files]);
    picker.value = '';
    $('composer-input').focus();
  });
  $('composer-input').addEventListener('paste', (event) => {
    const pasted = [...(event.clipboardData?.files ?? [])];
    if (!pasted.length) return;
    event.preventDefault();
    add(pasted);
  });
  const page = $('app');
  const carries = (event) => [...(event.dataTransfer?.types ?? [])].includes('Files');
  let inside = 0;
  function over(depth) {
    inside = Math.max(0, depth);
    page.toggleAttribute('data-drop', inside > 0);
  }
  page.addEventListener('dragenter', (event) => carries(event) && over(inside + 1));
  page.addEventListener('dragleave', (event) => carries(event) && over(inside - 1));
  page.addEventListener('dragover', (event) => carries(event) && event.preventDefault());
  page.addEventListener('drop', (event) => {
    if (!carries(event)) return;
    event.preventDefault();
    over(0);
    add([...event.dataTransfer.files]);
  });

  return {
    get any() {
      return items.length > 0;
    },
    /** Files of a message that is asked again: its own, so they are neither uploaded nor deleted. */
    again(asked) {
      for (const { file, name, size } of asked) {
        const item = { file: { name, size }, key: uuid(), abort: new AbortController(), stored: { id: file, name, size } };
        items.push(item);
        list.append(chip(item));
        state(item, 'done');
      }
      changed();
    },
    /** Tells one choice of files from another. */
    get signature() {
      return items.map(({ key }) => key).join(' ');
    },
    /** The files as the server has them, once all are there. */
    async stored(id) {
      await Promise.all(items.map((item) => upload(item, id)));
      const failed = items.find((item) => item.failed);
      if (failed) throw failed.failed.passing ? failed.failed : Object.assign(new Error('refused'), { status: 400, detail: 'A file was not taken. Remove it, then send again.' });
      return items.map(({ stored }) => stored);
    },
    /** After they were sent they belong to their message; otherwise nobody needs them. */
    clear(sent = false) {
      for (const item of items) {
        item.abort.abort();
        if (!sent) discard(item);
      }
      items = [];
      list.replaceChildren();
      changed();
    },
    retry() {
      for (const item of items) {
        if (!item.failed?.passing) continue;
        item.failed = null;
        item.problem.hidden = true;
      }
    },
  };
}
