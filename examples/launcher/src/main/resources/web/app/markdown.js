import { Marked } from '/vendor/marked.esm.js';
import DOMPurify from '/vendor/purify.es.mjs';
import { copyButton, el } from './dom.js';

const MARK_OR_TEXT = /<\/?(b|br|del|em|i|kbd|mark|s|strong|sub|sup|u)\s*\/?>|[^<]+|</gi;

const marked = new Marked({
  gfm: true,
  // Poems, addresses and logs come with single line ends that mean something.
  breaks: true,
  renderer: {
    // The page has its own h1 and h2; answers begin below them, so that the outline stays true.
    heading({ tokens, depth }) {
      const level = Math.min(6, depth + 2);
      return `<h${level}>${this.parser.parseInline(tokens)}</h${level}>\n`;
    },
    // Loading a picture would tell its host who reads this chat, so a picture becomes a link to it.
    image({ href, text }) {
      return `<a href="${escapeHtml(href)}">${escapeHtml(text || href)}</a>`;
    },
    // Models write about HTML more often than in it, so it is shown as written, but for a few marks that say how text looks.
    html({ text, block }) {
      const shown = text.replace(MARK_OR_TEXT, (part, mark) => (mark ? part : escapeHtml(part)));
      return block ? `<p>${shown}</p>` : shown;
    },
    checkbox({ checked }) {
      return checked ? '☑ ' : '☐ ';
    },
  },
});

const CLEAN = {
  ALLOWED_TAGS: [
    'a', 'b', 'blockquote', 'br', 'code', 'del', 'em', 'h3', 'h4', 'h5', 'h6', 'hr', 'i', 'kbd', 'li', 'mark', 'ol',
    'p', 'pre', 's', 'strong', 'sub', 'sup', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'u', 'ul',
  ],
  ALLOWED_ATTR: ['align', 'class', 'href', 'start', 'title'],
  ADD_URI_SAFE_ATTR: ['align', 'start'],
  ALLOWED_URI_REGEXP: /^(?:https?:\/\/|mailto:)/i,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  RETURN_DOM_FRAGMENT: true,
};

function escapeHtml(text) {
  return String(text).replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}

function dressLink(link) {
  if (!link.hasAttribute('href')) return;
  link.target = '_blank';
  link.rel = 'noopener noreferrer nofollow';
}

function dressCode(pre) {
  const code = pre.querySelector('code');
  if (!code) return;
  const language = /(?:^|\s)language-([\w+#.-]{1,24})/.exec(code.className)?.[1];
  pre.tabIndex = 0;
  pre.dir = 'ltr';
  const figure = el('div', { class: 'code', data: { testid: 'code-block' } });
  pre.replaceWith(figure);
  figure.append(
    el('div', { class: 'code-head' }, el('span', { class: 'code-language' }, language ?? 'text'), copyButton('Copy', () => code.textContent)),
    pre,
  );
}

// A box in place of the bullet, not beside it.
function dressTask(item) {
  if (/^\s*[☐☑]/.test(item.textContent)) item.className = 'task';
}

function dressTable(table) {
  const scroller = el('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Table' });
  table.replaceWith(scroller);
  scroller.append(table);
}

function fragmentOf(tokens) {
  const fragment = DOMPurify.sanitize(marked.parser(tokens), CLEAN);
  fragment.querySelectorAll('a').forEach(dressLink);
  fragment.querySelectorAll('pre').forEach(dressCode);
  fragment.querySelectorAll('table').forEach(dressTable);
  // A class could borrow the look of the page's own controls.
  fragment.querySelectorAll('a, b, blockquote, code, del, em, h3, h4, h5, h6, li, ol, p, pre, table, td, th, tr, ul')
    .forEach((node) => node.removeAttribute('class'));
  fragment.querySelectorAll('li').forEach(dressTask);
  fragment.querySelectorAll('p, h3, h4, h5, h6, ul, ol, blockquote, th, td').forEach((node) => {
    node.dir = 'auto';
  });
  return fragment;
}

/**
 * Shows Markdown in an element. Only the blocks that differ from last time are built anew: while an answer streams that is
 * the last one, and selections and scroll positions in the finished ones survive.
 */
export class MarkdownView {
  #root;
  #blocks = [];
  #links = '';

  constructor(root) {
    this.#root = root;
  }

  render(text) {
    const tokens = marked.lexer(text);
    const links = JSON.stringify(tokens.links ?? {});
    if (links !== this.#links) {
      this.#links = links;
      this.#cut(0);
    }
    let same = 0;
    while (same < tokens.length && same < this.#blocks.length && tokens[same].raw === this.#blocks[same].raw) same++;
    this.#cut(same);
    for (const token of tokens.slice(same)) {
      const fragment = token.type === 'space' || token.type === 'def' ? null : fragmentOf([token]);
      const nodes = fragment ? [...fragment.childNodes] : [];
      if (fragment) this.#root.append(fragment);
      this.#blocks.push({ raw: token.raw, nodes });
    }
  }

  #cut(from) {
    for (const { nodes } of this.#blocks.splice(from)) for (const node of nodes) node.remove();
  }
}
