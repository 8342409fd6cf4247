import { el } from '../../dom.js';
import { formOf } from '../../fields.js';
import { fullTimeOf } from '../../format.js';
import { wireForm } from '../../forms.js';
import { confirmed } from '../confirm.js';
import { action, doneLine, fact, tag } from '../parts.js';
import { rolesField, rolesOf, validateRoles } from './create.js';

/** One account in the list; opened, what an administrator can do with it. */
export function personRow(summary, context) {
  const row = el('li', { class: 'person', data: { testid: 'person', email: summary.user.email } });
  draw(row, summary, context);
  return row;
}

function draw(row, summary, context, message = '', open = false) {
  const { user, banned, emailVerified } = summary;
  const head = el(
    'summary',
    { data: { testid: 'person-open' } },
    el(
      'span',
      { class: 'row-text' },
      el('span', { class: 'row-title' }, el('bdi', {}, user.displayName || user.email)),
      el('span', { class: 'row-note' }, user.email),
    ),
    el('span', { class: 'tags' }, banned ? tag('banned', 'bad') : null, ...user.roles.map((role) => tag(role))),
  );
  const done = doneLine('person-done');
  done.say(message);
  const facts = el(
    'dl',
    { class: 'facts' },
    fact('Address', emailVerified ? 'verified' : 'not verified'),
    fact('Since', fullTimeOf(user.createdAt)),
  );
  const redraw = (next, text) => draw(row, next, context, text, true);
  row.replaceChildren(
    el('details', { open }, head, el('div', { class: 'stack person-body' }, facts, rolesForm(summary, context, redraw), actions(summary, context, redraw, done), done.line)),
  );
}

function rolesForm({ user }, { admin }, redraw) {
  const form = formOf({ testid: 'roles', action: 'Save roles' }, rolesField(user.roles, 'roles-input'));
  wireForm(form, {
    validate: validateRoles,
    async submit({ roles }) {
      redraw(await admin.updateRoles(user.id, rolesOf(roles)), 'Saved. The person has to sign in again.');
    },
  });
  return form;
}

function actions(summary, { account, admin, onError }, redraw, done) {
  const { user, banned } = summary;
  // What would end the administrator's own session stays out of reach here.
  if (user.id === account.user.id) return el('p', { class: 'quiet' }, 'This is you.');
  const asking = (question, work) => async () => {
    if (await confirmed(question)) await work();
  };
  const ban = action(
    { label: 'Ban', testid: 'ban', kind: 'button small danger-text', onError },
    asking(
      { title: 'Ban this account?', text: `${user.email} is signed out everywhere at once and cannot sign in until you let them in again.`, action: 'Ban' },
      async () => redraw(await admin.ban(user.id), 'Banned.'),
    ),
  );
  const unban = action({ label: 'Let in again', testid: 'unban', onError }, async () => redraw(await admin.unban(user.id), 'This account may sign in again.'));
  const signOut = action(
    { label: 'Sign out everywhere', testid: 'sign-out', onError },
    asking(
      { title: 'Sign out everywhere?', text: `Every login and API key of ${user.email} ends at once.`, action: 'Sign out' },
      async () => {
        await admin.signOut(user.id);
        done.say('Every login and key has ended.');
      },
    ),
  );
  const act = action(
    { label: 'Act as', testid: 'impersonate', onError },
    asking(
      { title: `Act as ${user.email}?`, text: 'For five minutes, on the record under both names. Your own session stays as it is.', action: 'Act as them', danger: false },
      async () => account.act(await admin.impersonate(user.id)),
    ),
  );
  return el('div', { class: 'line' }, ...(banned ? [unban] : [act, signOut, ban]));
}
