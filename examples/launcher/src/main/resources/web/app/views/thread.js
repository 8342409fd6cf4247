import { $, el, nextFrame } from '../dom.js';
import { errorText } from '../format.js';
import { isOpen } from '../thread.js';
import { endingNode, endingOf, MessageView } from './message.js';

const NEAR_PX = 64;
// As long as a phone takes to turn; and as long as a hand's last movement explains a scroll.
const SETTLING_MS = 500;
const ENDED_ALOUD = { failed: 'The answer failed.', cancelled: 'The answer was stopped.', interrupted: 'The answer was interrupted.' };

/** The conversation: draws a thread, follows the end while the reader is there, and stays put when they are not. */
export function threadView({ announcer, onAgain, onError, onRunning, onSave }) {
  const scroller = $('thread-scroll');
  const list = $('messages');
  const older = $('load-older');
  const jump = $('jump-latest');
  let thread = null;
  let off = [];
  let views = new Map();
  let dirty = new Set();
  let everything = false;
  let scheduled = false;
  let following = true;
  let notBefore = 0;

  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
  };

  function follow(value) {
    following = value;
    jump.hidden = value || !thread;
  }

  // Only the reader lets go of the end. A turned phone, a keyboard and new text also move the text, some of them for
  // several frames; what moves without the reader's hand while the layout is changing is followed, not obeyed.
  let top = 0;
  let size = '';
  let resizedAt = -SETTLING_MS;
  let handAt = -SETTLING_MS;
  function measure() {
    if (size !== (size = `${scroller.clientWidth} ${scroller.clientHeight} ${scroller.scrollHeight}`)) resizedAt = performance.now();
  }
  for (const kind of ['wheel', 'touchmove', 'pointerdown', 'keydown']) {
    scroller.addEventListener(kind, () => {
      handAt = performance.now();
    }, { passive: true });
  }
  scroller.addEventListener('scroll', () => {
    measure();
    const distance = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
    const now = performance.now();
    const settling = now - resizedAt < SETTLING_MS && now - handAt > SETTLING_MS;
    if (distance < NEAR_PX) follow(true);
    else if (settling && following) toEnd();
    else if (scroller.scrollTop < top) follow(false);
    top = scroller.scrollTop;
  }, { passive: true });
  const sizes = new ResizeObserver(() => {
    measure();
    if (following) toEnd();
  });
  sizes.observe($('thread'));
  sizes.observe(scroller);
  jump.addEventListener('click', () => {
    follow(true);
    toEnd();
  });

  function schedule(ids) {
    if (ids) ids.forEach((id) => dirty.add(id));
    else everything = true;
    if (scheduled) return;
    scheduled = true;
    const due = notBefore - performance.now();
    if (due > 0) setTimeout(() => nextFrame(render), due);
    else nextFrame(render);
  }

  function aloud(message, first) {
    if (message.role !== 'assistant') return;
    // A short answer can begin and end within one frame. History, which has no run here, stays unread.
    if (isOpen(message) || (first && thread.runOf(message))) announcer.follow(message.id, message.text);
    if (!isOpen(message)) announcer.finish(message.id, message.text, ENDED_ALOUD[message.status]);
  }

  function draw(message) {
    let view = views.get(message.id);
    const first = !view;
    if (first) {
      view = new MessageView(message, { onAgain: (failed) => onAgain(questionBefore(failed)), onSave });
      views.set(message.id, view);
    }
    view.update(message, thread.runOf(message));
    aloud(message, first);
    return view.root;
  }

  function questionBefore(message) {
    const before = thread.sorted().filter((each) => each.role === 'user' && (!message || each.seq < message.seq));
    return before.at(-1) ?? { text: '' };
  }

  function drawAll() {
    const messages = thread.sorted();
    const wanted = new Set(messages.map((message) => message.id));
    for (const [id, view] of views) {
      if (wanted.has(id)) continue;
      view.root.remove();
      views.delete(id);
    }
    let place = list.firstChild;
    for (const message of messages) {
      const node = draw(message);
      if (node === place) place = place.nextSibling;
      else list.insertBefore(node, place);
    }
  }

  function render() {
    scheduled = false;
    if (!thread) return;
    const began = performance.now();
    const height = scroller.scrollHeight;
    const first = list.firstChild;
    if (everything) drawAll();
    else for (const id of dirty) if (thread.get(id)) draw(thread.get(id));
    everything = false;
    dirty = new Set();
    drawState();
    if (following) toEnd();
    else if (first && list.firstChild !== first) scroller.scrollTop += scroller.scrollHeight - height;
    // A very long answer must not take the whole processor: the costlier the drawing, the rarer.
    const cost = performance.now() - began;
    notBefore = cost > 12 ? performance.now() + 3 * cost : 0;
  }

  function drawState() {
    const run = thread.activeRun;
    const writing = thread.sorted().some((message) => message.role === 'assistant' && isOpen(message));
    $('thinking').hidden = !run || writing;
    older.hidden = thread.state !== 'ready' || !thread.older;
    $('welcome').hidden = thread.state !== 'ready' || views.size > 0;
    const lost = thread.unspokenEnd;
    const notice = $('run-notice');
    notice.hidden = !lost;
    const key = lost ? `${lost.id} ${lost.status}` : '';
    if (notice.dataset.key !== key) {
      notice.dataset.key = key;
      notice.dataset.status = lost?.status ?? '';
      const ending = lost && endingOf(lost.status, lost.error);
      notice.replaceChildren(...(ending ? [endingNode(ending, lost.status === 'cancelled' ? null : () => onAgain(questionBefore()))] : []));
      if (ending) announcer.say(ENDED_ALOUD[lost.status]);
    }
    onRunning(run, Boolean(run && thread.stopping === run.id));
  }

  function drawLoading() {
    const box = $('thread-state');
    const loading = thread?.state === 'loading';
    const failed = thread?.state === 'error';
    box.hidden = !loading && !failed;
    box.dataset.state = thread?.state ?? '';
    if (loading) {
      box.replaceChildren(el('div', { class: 'skeleton', 'aria-hidden': 'true' }, el('i'), el('i'), el('i')), el('span', { class: 'sr-only' }, 'Loading the chat'));
    } else if (failed) {
      const opened = thread;
      box.replaceChildren(
        el('p', {}, errorText(thread.error)),
        el('button', { type: 'button', class: 'button', on: { click: () => opened.retry() } }, 'Try again'),
      );
    }
    schedule();
  }

  older.addEventListener('click', async () => {
    older.disabled = true;
    follow(false);
    try {
      await thread?.loadOlder();
    } catch (error) {
      onError(error);
    } finally {
      older.disabled = false;
    }
  });

  return {
    /** Shows a thread, or with null the beginning of a new chat. */
    show(next) {
      off.forEach((each) => each());
      off = [];
      thread = next;
      views = new Map();
      dirty = new Set();
      list.replaceChildren();
      announcer.clear();
      $('run-notice').hidden = true;
      $('run-notice').dataset.key = '';
      $('thinking').hidden = true;
      older.hidden = true;
      top = 0;
      follow(true);
      $('thread-state').hidden = true;
      $('welcome').hidden = Boolean(thread);
      onRunning(null, false);
      if (!thread) return;
      off = [thread.on('change', schedule), thread.on('state', drawLoading)];
      drawLoading();
    },
    follow() {
      follow(true);
      toEnd();
    },
  };
}
