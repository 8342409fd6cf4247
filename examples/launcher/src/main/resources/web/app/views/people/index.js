import { el } from '../../dom.js';
import { auditSection } from './audit.js';
import { createSection } from './create.js';
import { listSection } from './list.js';

const TABS = [
  ['#/people', 'Accounts'],
  ['#/people/audit', 'Audit log'],
];

/** What administrators see of other people. */
export function peoplePlace(context, hash) {
  if (!context.account.user.roles.includes('admin')) {
    return [
      el(
        'section',
        { class: 'card', data: { testid: 'people-refused' } },
        el('h2', {}, 'Only administrators come in here'),
        el('p', { class: 'card-lead' }, 'Your account does not manage other people. '),
        el('p', {}, el('a', { href: '#/' }, 'Back to your chats')),
      ),
    ];
  }
  const tabs = el(
    'nav',
    { class: 'tabs', 'aria-label': 'People' },
    ...TABS.map(([href, label]) => el('a', { href, 'aria-current': href === hash ? 'page' : null }, label)),
  );
  if (hash === '#/people/audit') return [tabs, auditSection(context)];
  const list = listSection(context);
  return [tabs, createSection({ ...context, onCreated: list.load }), list.node];
}
