/** Passkeys by the browser's own JSON forms; where it has none, the console does not offer them. */
import { call } from './client'
import type { Me } from './types'

type Options = { publicKey: Record<string, unknown> }
/** The static methods of `PublicKeyCredential` that TypeScript's library does not know yet. */
type WithJson = typeof PublicKeyCredential & {
  parseCreationOptionsFromJSON?: (options: unknown) => PublicKeyCredentialCreationOptions
  parseRequestOptionsFromJSON?: (options: unknown) => PublicKeyCredentialRequestOptions
}
type Answer = PublicKeyCredential & { toJSON: () => unknown }

const browser = () => (window.isSecureContext ? (window.PublicKeyCredential as WithJson | undefined) : undefined)

/** True when this browser, at this address, can use passkeys: https or localhost, and not too old. */
export const canUsePasskeys = () => Boolean(browser()?.parseRequestOptionsFromJSON)

/** Make a passkey; resolves to what the server keeps. Rejects when the person cancels. */
export async function makePasskey(): Promise<unknown> {
  const options = await call<Options>('/api/account/passkeys/options', { method: 'POST' })
  const publicKey = browser()!.parseCreationOptionsFromJSON!(options.publicKey)
  return ((await navigator.credentials.create({ publicKey })) as Answer).toJSON()
}

/** Answer the session's challenge with a passkey and sign in. */
export async function signInByPasskey(): Promise<Me> {
  return call<Me>('/api/session/passkey', { method: 'POST', body: { credential: await showPasskey() } })
}

/** Answer a challenge with a passkey. */
export async function showPasskey(): Promise<unknown> {
  const options = await call<Options>('/api/session/passkey/options', { method: 'POST' })
  const publicKey = browser()!.parseRequestOptionsFromJSON!(options.publicKey)
  return ((await navigator.credentials.get({ publicKey })) as Answer).toJSON()
}

/** The person closed the browser's own window: nothing to report. */
export const isCancelled = (error: unknown) => error instanceof DOMException && (error.name === 'NotAllowedError' || error.name === 'AbortError')
