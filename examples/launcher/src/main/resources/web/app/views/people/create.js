import { el } from '../../dom.js';
import { field, formOf } from '../../fields.js';
import { validateEmail, wireForm } from '../../forms.js';
import { doneLine } from '../parts.js';

export const rolesOf = (text) => text.split(/[\s,]+/).filter(Boolean);

export const rolesField = (roles, testid) =>
  field({
    label: 'Roles',
    name: 'roles',
    testid,
    value: roles.join(' '),
    autocapitalize: 'none',
    spellcheck: 'false',
    hint: 'user, admin, or others that this server has; separated by spaces.',
  });

export const validateRoles = ({ roles }) => (rolesOf(roles).length > 0 ? {} : { roles: 'Name at least one role.' });

/** A new account, whose owner gets a link to choose the password. */
export function createSection({ admin, onCreated }) {
  const done = doneLine('create-done');
  const form = formOf(
    { testid: 'create', action: 'Create account' },
    field({ label: 'Address', name: 'email', testid: 'create-email', type: 'email', autocapitalize: 'none', spellcheck: 'false' }),
    field({ label: 'Display name', name: 'displayName', testid: 'create-name', optional: true, dir: 'auto', maxlength: '80' }),
    rolesField(['user'], 'create-roles'),
  );
  const wired = wireForm(form, {
    places: { email_taken: 'email' },
    validate: (values) => ({ ...validateEmail(values, 'Enter the person’s email address.'), ...validateRoles(values) }),
    async submit({ email, displayName, roles }) {
      const name = displayName.trim();
      await admin.create({ email: email.trim(), roles: rolesOf(roles), ...(name ? { displayName: name } : {}) });
      wired.reset();
      done.say(`A link to choose a password is on its way to ${email.trim()}.`);
      onCreated();
    },
  });
  return el(
    'details',
    { class: 'card', data: { testid: 'create-section' } },
    el('summary', { data: { testid: 'create-open' } }, 'Create an account'),
    form,
    done.line,
  );
}
