/** Words of the page of one's own account, in English; beside the Chinese ones they would burden every reader. */
import type { accountZh } from './account'

export const accountEn: typeof accountZh = {
  title: 'My account', lead: 'Password, second factors, sessions and API tokens.',
  mustPassword: 'This is an initial password. Change it before you go on.', mustFactor: 'Your role must sign in with a second factor. Turn on authenticator codes or add a passkey.',
  password: { title: 'Password', old: 'Present password', new: 'New password', repeat: 'New password again', hint: 'At least 10 characters, not a common password, not digits only.', submit: 'Change password', done: 'Password changed; every other device is signed out.', differ: 'The two new passwords differ.', none: 'You sign in through single sign-on and have no password here.' },
  totp: { title: 'Authenticator codes', on: 'On', off: 'Off', start: 'Turn on authenticator codes', scan: 'Scan the QR code with an authenticator app, then enter the 6 digits that it shows.', manual: 'Cannot scan? Enter this key', qr: 'QR code of the authenticator secret', code: '6-digit code', confirm: 'Turn on', remove: 'Turn off', removed: 'Authenticator codes are off.', added: 'Authenticator codes are on.' },
  passkeys: { title: 'Passkeys', none: 'No passkeys yet.', add: 'Add a passkey', name: 'Name, e.g. "duty room PC"', remove: 'Delete', used: 'last used {at}', never: 'never used', added: 'Passkey added.', removed: 'Passkey deleted.', cannot: 'This browser or address cannot use passkeys: open the console by https or localhost.' },
  recovery: { title: 'Recovery codes', left: '{n} left', none: 'You get recovery codes once a second factor is on.', renew: 'New recovery codes', shown: 'Write these down and keep them safe. Each works once; they are not shown again.', done: 'I have saved them' },
  sessions: { title: 'Sessions', this: 'This session', close: 'Sign out', others: 'Sign out everywhere else', closed: '{n} signed out.', seen: 'Last seen', started: 'Signed in', device: 'Device and address' },
  tokens: { title: 'API tokens', lead: 'For other systems: within your area, with the permissions you choose; every write is recorded.', none: 'No tokens yet.', name: 'Purpose', days: 'Days valid', permissions: 'Permissions', find: 'Find a permission', issue: 'Issue token', secret: 'The token is shown this once. Hand it to the other system now:', revoke: 'Revoke', revoked: 'Revoked', expired: 'Expired', expires: 'Expires', used: 'Last used', never: 'never', issued: 'Token issued.', gone: 'Token revoked.' },
}
