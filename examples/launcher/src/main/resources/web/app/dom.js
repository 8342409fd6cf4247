export const $ = (id) => document.getElementById(id);

// Text and attributes only: nothing here can turn a string into markup.
export function el(tag, { data, on, ...attributes } = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    node.setAttribute(name, value === true ? '' : value);
  }
  Object.assign(node.dataset, data);
  for (const [type, listener] of Object.entries(on ?? {})) node.addEventListener(type, listener);
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS(SVG, 'use');
  use.setAttribute('href', `#i-${name}`);
  svg.append(use);
  return svg;
}

// A page in the background gets no animation frames; the timer keeps it current at a slow pace.
export function nextFrame(callback) {
  let done = false;
  const once = () => {
    if (done) return;
    done = true;
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    callback();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, 300);
}

export async function copyText(text) {
  // The clipboard API exists only in secure contexts; a server reached over plain http still needs a copy button.
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = el('textarea', { class: 'sr-only', 'aria-hidden': 'true', readonly: true });
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand('copy');
  area.remove();
  if (!copied) throw new Error('copy refused');
}

export function copyButton(label, text) {
  const caption = el('span', {}, label);
  const button = el('button', { type: 'button', class: 'copy', data: { testid: 'copy' } }, icon('copy'), caption);
  button.addEventListener('click', async () => {
    try {
      await copyText(text());
      caption.textContent = 'Copied';
      button.dataset.done = 'true';
    } catch {
      caption.textContent = 'Could not copy';
    }
    setTimeout(() => {
      caption.textContent = label;
      delete button.dataset.done;
    }, 1600);
  });
  return button;
}
