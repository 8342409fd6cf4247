import { copyButton, el } from '../../dom.js';
import { choices, field, formOf } from '../../fields.js';
import { fullTimeOf } from '../../format.js';
import { wireForm } from '../../forms.js';
import { confirmed } from '../confirm.js';
import { action, fill, section, tag } from '../parts.js';

const SCOPES = [
  ['chat', 'Chat'],
  ['account_self', 'Own profile and logins'],
];
const ADMIN_SCOPES = [
  ['users_admin', 'Manage people'],
  ['audit_read', 'Read the audit log'],
  ['health_detail', 'Health in detail'],
  ['keys_admin', 'Rotate signing keys'],
  ['backups_admin', 'Make backups'],
];
const LIFETIMES = [
  [7, '7 days'],
  [30, '30 days'],
  [90, '90 days'],
  [365, 'One year'],
];
const SCOPE_NAMES = new Map([...SCOPES, ...ADMIN_SCOPES]);

/** Keys for programs. The secret is shown once, right after it was made. */
export function keysSection({ account, api, onError }) {
  const list = el('div', { class: 'stack' });
  const fresh = el('div', { class: 'stack', role: 'status' });
  const load = () => fill(list, api.keys, ({ items }) => draw(items));

  function row(key) {
    const revoke = action({ label: 'Revoke', testid: 'revoke-key', onError, 'aria-label': `Revoke ${key.name}` }, async () => {
      const text = `“${key.name}” stops working at once. This cannot be undone.`;
      if (!(await confirmed({ title: 'Revoke this key?', text, action: 'Revoke' }))) return;
      await api.revokeKey(key.id);
      fresh.replaceChildren();
      await load();
    });
    const used = key.lastUsedAt ? `last used ${fullTimeOf(key.lastUsedAt)}` : 'never used';
    return el(
      'li',
      { class: 'row', data: { testid: 'key-item' } },
      el(
        'div',
        { class: 'row-text' },
        el('p', { class: 'row-title' }, el('bdi', {}, key.name), ' ', ...key.scopes.flatMap((scope) => [tag(SCOPE_NAMES.get(scope) ?? scope), ' '])),
        el('p', { class: 'row-note' }, el('code', {}, `${key.hint}…`), ` · ${used} · ends ${fullTimeOf(key.expiresAt)}`),
      ),
      revoke,
    );
  }

  function draw(items) {
    if (items.length === 0) return [el('p', { class: 'quiet' }, 'You have no keys.')];
    return [el('ul', { class: 'rows' }, ...items.map(row))];
  }

  function shown(secret) {
    return [
      el('p', {}, 'This is your new key. It is not shown again.'),
      el('p', { class: 'secret' }, el('code', { data: { testid: 'key-secret' } }, secret)),
      el(
        'p',
        { class: 'line' },
        copyButton('Copy key', () => secret),
        el('button', { type: 'button', class: 'link', data: { testid: 'key-kept' }, on: { click: () => fresh.replaceChildren() } }, 'I have kept it'),
      ),
    ];
  }

  const scopes = account.user.roles.includes('admin') ? [...SCOPES, ...ADMIN_SCOPES] : SCOPES;
  const lifetime = el('select', {}, ...LIFETIMES.map(([days, label]) => el('option', { value: days, selected: days === 90 }, label)));
  const form = formOf(
    { testid: 'key', action: 'Create key' },
    field({ label: 'Name', name: 'name', testid: 'key-name', maxlength: '80', dir: 'auto', hint: 'What will use it, e.g. “backup script”.' }),
    choices({ legend: 'May do', name: 'scopes', testid: 'key-scope', options: scopes, chosen: ['chat'] }),
    field({ label: 'Works for', name: 'expiresIn', testid: 'key-lifetime', control: lifetime }),
  );
  const chosen = () => new FormData(form).getAll('scopes');
  const wired = wireForm(form, {
    validate: ({ name }) => ({
      ...(name.trim() ? {} : { name: 'Give the key a name.' }),
      ...(chosen().length > 0 ? {} : { scopes: 'Choose at least one.' }),
    }),
    async submit({ name, expiresIn }) {
      const { key } = await api.createKey({ name: name.trim(), scopes: chosen(), expiresIn: Number(expiresIn) * 86_400 });
      fresh.replaceChildren(...shown(key));
      wired.reset();
      await load();
    },
  });

  load();
  const calls = el('a', { href: '/docs/api', data: { testid: 'api-docs' } }, 'What they can call');
  const lead = 'For programs that act for you.';
  return section({ title: 'API keys', testid: 'keys-section', lead }, el('p', {}, calls), list, fresh, el('h3', {}, 'New key'), form);
}
