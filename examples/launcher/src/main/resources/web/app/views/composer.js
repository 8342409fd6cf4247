import { $ } from '../dom.js';
import { errorText, wait } from '../format.js';
import { countdown } from '../forms.js';
import { uuid } from '../http.js';
import { attachmentsView } from './attachments.js';

/** The message box. Text that could not be sent comes back; drafts outlive a reload of the page. */
export function composerView({ onSend, onStop, files, chat }) {
  const input = $('composer-input');
  const sendButton = $('send');
  const stopButton = $('stop');
  const box = $('composer-error');
  let draftKey = null;
  let sending = false;
  let running = false;
  let waiting = false;
  let unreachable = false;
  let stopWaiting = () => {};
  // The same text sent again after a failure keeps its key, so that the server never takes it twice.
  let failed = null;
  const attachments = attachmentsView({ files, chat, onChange: () => update() });

  function update() {
    $('composer-grow').dataset.text = input.value;
    sendButton.disabled = sending || waiting || running || !(input.value.trim() || attachments.any);
    sendButton.hidden = running;
    stopButton.hidden = !running;
  }

  function remember() {
    if (!draftKey) return;
    try {
      if (input.value) sessionStorage.setItem(draftKey, input.value);
      else sessionStorage.removeItem(draftKey);
    } catch {
      // Storage can be full or switched off; the draft then lasts as long as the page.
    }
  }

  function recall() {
    try {
      return sessionStorage.getItem(draftKey) ?? '';
    } catch {
      return '';
    }
  }

  function fill(text) {
    input.value = text;
    remember();
    update();
  }

  function quiet() {
    stopWaiting();
    waiting = false;
    unreachable = false;
    box.hidden = true;
  }

  function complain(error) {
    box.removeAttribute('aria-live');
    box.hidden = false;
    unreachable = Boolean(error.unreachable);
    if (error.status === 429 && error.retryAfter) {
      waiting = true;
      stopWaiting = countdown(
        error.retryAfter,
        (left) => {
          box.textContent = `${error.detail || 'Too many messages.'} You can send again in ${wait(left)}.`;
          // Said once; a screen reader should not count the seconds aloud.
          setTimeout(() => box.setAttribute('aria-live', 'off'), 500);
        },
        () => {
          quiet();
          update();
        },
      );
    } else {
      box.textContent = error.errors?.length ? error.errors.map(({ message }) => message).join(' ') : errorText(error);
    }
  }

  async function submit() {
    const text = input.value.trim();
    if (!(text || attachments.any) || sending || running || waiting) return;
    sending = true;
    quiet();
    const key = failed?.text === text && failed.draft === draftKey && failed.files === attachments.signature ? failed.key : uuid();
    failed = null;
    const from = draftKey;
    fill('');
    try {
      attachments.retry();
      await onSend(text, key, attachments);
      attachments.clear(true);
    } catch (error) {
      failed = { text, key, draft: draftKey, files: attachments.signature };
      // Never over something written meanwhile, perhaps in another chat.
      if (from === draftKey || !input.value) fill(input.value ? `${text}\n${input.value}` : text);
      complain(error);
    } finally {
      sending = false;
      update();
    }
  }

  $('composer').addEventListener('submit', (event) => {
    event.preventDefault();
    submit();
  });
  input.addEventListener('input', () => {
    remember();
    if (!waiting) box.hidden = true;
    update();
  });
  input.addEventListener('keydown', (event) => {
    // While an input method is composing, Enter accepts its suggestion.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  });
  stopButton.addEventListener('click', () => onStop());

  return {
    open(key) {
      draftKey = `draft:${key}`;
      failed = null;
      quiet();
      // A chat that comes into being with a message takes the message's files along.
      if (!sending) attachments.clear();
      input.value = recall();
      update();
    },
    running(value, stopping) {
      if (running && !value && document.activeElement === stopButton) input.focus();
      running = value;
      stopButton.disabled = stopping;
      stopButton.setAttribute('aria-label', stopping ? 'Stopping the answer' : 'Stop the answer');
      update();
    },
    suggest(text, asked = []) {
      if (!input.value.trim()) fill(text);
      if (!attachments.any) attachments.again(asked);
      input.focus();
    },
    /** The server is there again, so the complaint that it is not must go; the text stays to be sent. */
    reached() {
      if (unreachable) quiet();
    },
    focus: () => input.focus(),
    forget() {
      quiet();
      attachments.clear();
      draftKey = null;
      input.value = '';
      update();
      try {
        for (const key of Object.keys(sessionStorage)) if (key.startsWith('draft:')) sessionStorage.removeItem(key);
      } catch {
        // Nothing was stored then.
      }
    },
  };
}
