/** One way to talk to the server: session cookie, CSRF header, and errors a person can act on. */

export class ApiError extends Error {
  constructor(
    /** HTTP status; 0 when the server could not be reached. */
    readonly status: number,
    readonly code: string,
    message: string,
    readonly fields: Record<string, string> = {},
    readonly requestId: string | null = null,
  ) {
    super(message)
    this.name = 'ApiError'
  }
}

export interface Call {
  method?: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  query?: Record<string, string | number | undefined | null>
  body?: unknown
  form?: FormData
  /** Idempotency key: the server does a command with the same key once. */
  key?: string
  signal?: AbortSignal
}

let signedOut: () => void = () => {}

/** Called whenever the server says the session is over. */
export function onSignedOut(listener: () => void): void {
  signedOut = listener
}

let confirmPerson: () => Promise<boolean> = () => Promise.resolve(false)

/** Called when a sensitive act needs the person to show again who they are; true lets the act be repeated. */
export function onConfirmNeeded(ask: () => Promise<boolean>): void {
  confirmPerson = ask
}

let language = 'zh-CN'

/** The language that answers are wanted in: the server says its errors, and why an action is not possible, in it. */
export function speak(chosen: string): void {
  language = chosen
}

export const reportSignedOut = () => signedOut()

export function csrfToken(cookies: string = document.cookie): string {
  return /(?:^|;\s*)csrftoken=([^;]+)/.exec(cookies)?.[1] ?? ''
}

export function withQuery(path: string, query: Call['query'] = {}): string {
  const used = Object.entries(query).filter(([, v]) => v !== undefined && v !== null && v !== '')
  if (!used.length) return path
  return `${path}?${new URLSearchParams(used.map(([k, v]) => [k, String(v)]))}`
}

async function asError(response: Response): Promise<ApiError> {
  const requestId = response.headers.get('x-request-id')
  const told = (await response.json().catch(() => null)) as {
    code?: string
    message?: string
    fields?: Record<string, string>
  } | null
  return new ApiError(
    response.status,
    told?.code ?? `http_${response.status}`,
    told?.message ?? '',
    told?.fields ?? {},
    requestId,
  )
}

/** The server's answer when it is a good one; a sensitive act asks for the person first and is then repeated once. */
export async function answerTo(path: string, { method = 'GET', query, body, form, key, signal }: Call = {}, isRepeat = false): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json', 'accept-language': language }
  if (method !== 'GET') headers['x-csrftoken'] = csrfToken()
  if (key) headers['idempotency-key'] = key
  if (body !== undefined) headers['content-type'] = 'application/json'
  let response: Response
  try {
    response = await fetch(withQuery(path, query), {
      method,
      headers,
      body: form ?? (body === undefined ? undefined : JSON.stringify(body)),
      signal,
      credentials: 'same-origin',
    })
  } catch (cause) {
    if (signal?.aborted) throw cause
    throw new ApiError(0, 'unreachable', '')
  }
  if (response.ok) return response
  const error = await asError(response)
  if (response.status === 401 && !path.startsWith('/api/session')) signedOut()
  if (error.code === 'confirm_needed' && !isRepeat && (await confirmPerson())) return answerTo(path, { method, query, body, form, key, signal }, true)
  throw error
}

export async function call<T>(path: string, options: Call = {}): Promise<T> {
  const response = await answerTo(path, options)
  return (response.status === 204 ? undefined : await response.json()) as T
}
