const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

export const timeOf = (iso) => (iso ? time.format(new Date(iso)) : '');
export const fullTimeOf = (iso) => (iso ? full.format(new Date(iso)) : '');

export function dayGroup(iso) {
  const midnight = new Date();
  midnight.setHours(0, 0, 0, 0);
  const days = (midnight - new Date(iso)) / 86_400_000;
  if (days <= 0) return 'Today';
  if (days <= 1) return 'Yesterday';
  if (days <= 7) return 'Last 7 days';
  if (days <= 30) return 'Last 30 days';
  return 'Earlier';
}

export const titleOf = (session) => session?.title?.trim() || 'New chat';

const BROWSERS = [['Edg/', 'Edge'], ['OPR/', 'Opera'], ['Firefox/', 'Firefox'], ['Chrome/', 'Chrome'], ['Safari/', 'Safari']];
const SYSTEMS = [['Android', 'Android'], ['iPhone', 'iPhone'], ['iPad', 'iPad'], ['Windows', 'Windows'], ['Mac OS', 'macOS'], ['CrOS', 'ChromeOS'], ['Linux', 'Linux']];

/** What people call a device, out of what it calls itself. */
export function deviceName(agent) {
  if (!agent) return 'Unknown device';
  const named = (names) => names.find(([mark]) => agent.includes(mark))?.[1];
  const [browser, system] = [named(BROWSERS), named(SYSTEMS)];
  return browser && system ? `${browser} on ${system}` : agent;
}

export function wait(seconds) {
  if (seconds < 60) return `${seconds} second${seconds === 1 ? '' : 's'}`;
  const minutes = Math.ceil(seconds / 60);
  return `${minutes} minute${minutes === 1 ? '' : 's'}`;
}

/** A size as people read it. */
export function bytes(size) {
  if (size === 1) return '1 byte';
  const units = ['bytes', 'KB', 'MB', 'GB'];
  let unit = 0;
  let left = size;
  while (left >= 1000 && unit < units.length - 1) {
    left /= 1000;
    unit++;
  }
  return `${unit === 0 || left >= 10 ? Math.round(left) : left.toFixed(1)} ${units[unit]}`;
}

export function errorText(error) {
  if (error.status === 429) {
    const when = error.retryAfter ? `Try again in ${wait(error.retryAfter)}.` : 'Wait a moment, then try again.';
    return `That was too much at once. ${when}`;
  }
  if (error.status >= 500) {
    const reference = error.requestId ? ` (reference ${error.requestId})` : '';
    return `${error.detail || 'Something went wrong on the server.'}${reference}`;
  }
  if (error.status === undefined) {
    console.error(error);
    return 'Something went wrong on this page. Reload it and try again.';
  }
  return error.detail || error.title || 'The server refused the request.';
}
