import { formOf, newPasswordField, passwordField, usernameField } from '../../fields.js';
import { validateNewPassword, validatePassword, wireForm, wirePasswordRule, wireReveal } from '../../forms.js';
import { doneLine, section } from '../parts.js';

/** The change of the password; this page goes on, everything else has to sign in again. */
export function passwordSection({ account, onSecured }) {
  const done = doneLine('password-done');
  const form = formOf(
    { testid: 'password', action: 'Change password' },
    usernameField(account.user.email),
    passwordField({ label: 'Current password', name: 'oldPassword', testid: 'password-old' }),
    newPasswordField({ label: 'New password', name: 'newPassword', testid: 'password-new' }),
  );
  form.querySelectorAll('[data-reveal]').forEach(wireReveal);
  const next = form.elements.newPassword;
  wirePasswordRule(next);
  const wired = wireForm(form, {
    places: { bad_credentials: 'oldPassword', password: 'newPassword' },
    validate: ({ oldPassword, newPassword }) => ({
      ...validatePassword(oldPassword, 'oldPassword'),
      ...validateNewPassword(newPassword, 'newPassword'),
    }),
    async submit({ oldPassword, newPassword }) {
      done.say('');
      await account.changePassword({ oldPassword, newPassword });
      wired.reset();
      done.say('Your password is changed. Everywhere else you have been signed out.');
      onSecured();
    },
  });
  return section(
    { title: 'Password', testid: 'password-section', lead: 'Changing it signs you out everywhere but here.' },
    form,
    done.line,
  );
}
