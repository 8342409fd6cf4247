import { el } from '../../dom.js';
import { section } from '../parts.js';
import { keysSection } from './keys.js';
import { loginsSection } from './logins.js';
import { passwordSection } from './password.js';
import { profileSection } from './profile.js';
import { secondFactorSection } from './second-factor.js';

/** Everything about one's own account; built anew each time, so that no secret stays behind. */
export function accountPlace(context) {
  if (context.account.actingUntil !== null) {
    return [
      profileSection(context),
      section(
        { title: 'Security', testid: 'security-closed' },
        el('p', { class: 'quiet' }, 'How this account is secured is its owner’s business. You cannot change it while you act as them.'),
      ),
    ];
  }
  const logins = loginsSection(context);
  // The server ends other logins with each of these; the list should say so.
  const changed = { ...context, onSecured: logins.load };
  return [profileSection(context), passwordSection(changed), secondFactorSection(changed), logins.node, keysSection(context)];
}
