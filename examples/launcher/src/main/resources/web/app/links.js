/**
 * The secret of a link that the server gave out: to set up, to reset a password, to verify an address. It leaves the address
 * bar and the history before anything else happens. Null where the address has none.
 */
export function takeLink() {
  const match = /^#(setup|reset|verify)=(.+)$/.exec(location.hash);
  if (!match) return null;
  history.replaceState(null, '', location.pathname + location.search);
  const [, kind, text] = match;
  try {
    return { kind, token: decodeURIComponent(text) };
  } catch {
    return { kind, token: text };
  }
}
