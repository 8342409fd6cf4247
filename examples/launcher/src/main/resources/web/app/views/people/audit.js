import { el } from '../../dom.js';
import { fullTimeOf } from '../../format.js';
import { action, doneLine, fill, section } from '../parts.js';

const shortId = (id) => (id ? `…${id.slice(-6)}` : null);

const detailOf = (detail) =>
  Object.entries(detail ?? {})
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');

function who({ actor, subject }) {
  if (!actor && !subject) return null;
  if (!subject || actor === subject) return el('span', { title: actor ?? subject }, shortId(actor ?? subject));
  return el('span', { title: `${actor ?? 'nobody'} → ${subject}` }, `${shortId(actor) ?? 'nobody'} → ${shortId(subject)}`);
}

function entry(item) {
  const facts = [who(item), item.address, detailOf(item.detail)].filter(Boolean);
  return el(
    'li',
    { class: 'row audit', data: { testid: 'audit-item' } },
    el(
      'div',
      { class: 'row-text' },
      el('p', { class: 'row-title' }, el('code', {}, item.event)),
      el('p', { class: 'row-note' }, ...facts.flatMap((fact, i) => (i === 0 ? [fact] : [' · ', fact]))),
    ),
    el('p', { class: 'row-note row-side' }, `№ ${item.no}`, el('br'), el('time', { datetime: item.time }, fullTimeOf(item.time))),
  );
}

/** The audit log, newest first, and the check of its chain. */
export function auditSection({ admin, onError }) {
  const rows = el('ol', { class: 'rows' });
  const box = el('div', { class: 'stack' });
  const done = doneLine('audit-done');

  function add({ items, nextCursor }) {
    rows.append(...items.map(entry));
    return nextCursor ? more(nextCursor) : null;
  }

  function more(cursor) {
    return action({ label: 'Show older entries', testid: 'more-audit', kind: 'button quiet', onError }, async (button) => {
      const next = add(await admin.audit(cursor));
      if (next) button.replaceWith(next);
      else button.remove();
    });
  }

  const verify = action({ label: 'Verify chain', testid: 'verify-audit', kind: 'button', onError }, async () => {
    const { intact, entries, firstBroken } = await admin.verifyAudit();
    done.line.dataset.bad = String(!intact);
    done.say(intact ? `The chain is whole: ${entries} entries.` : `The chain is broken at entry ${firstBroken} of ${entries}.`);
  });

  fill(box, () => admin.audit(), (page) => {
    rows.replaceChildren();
    return [rows, add(page)].filter(Boolean);
  });
  return section(
    { title: 'Audit log', testid: 'audit-section', lead: 'Every entry carries the hash of the one before it.' },
    el('div', { class: 'line' }, verify, done.line),
    box,
  );
}
