/** One check on site as the phone keeps it, and as the server wants it. No screen in here, so that it can be tested. */
import type { Item } from './store'

export const ANSWERS = ['ok', 'fixed', 'failed', 'not_applicable'] as const
export type AnswerKind = (typeof ANSWERS)[number]

export const ROLES = ['officer', 'party', 'witness'] as const
export type SignerRole = (typeof ROLES)[number]

/** One person who signed, whose picture lies in the queue under `key`, or one who refused to. */
export interface Signer {
  role: SignerRole
  name: string
  duty: string
  key?: string
  is_refused: boolean
  reason: string
  signed_at: string
}

export interface Visit {
  id: number
  crew: string
  summary: string
  signer: string
  answers: { code: string; answer: AnswerKind; words: string }[]
  visited_at: string
  lon?: number
  lat?: number
  site_code?: string
  signed?: { statement: string; signers: Signer[]; agrees_to_e_service: boolean }
}

/** What photos of the place, or of one question, are kept under. */
export const visitSubject = (id: number | string, code?: string) => (code ? `check:${id}:${code}` : `check:${id}`)

export const signSubject = (id: number | string, key: string) => `check:${id}:sign:${key}`

export const voiceSubject = (id: number | string) => `check:${id}:voice`

/** Everything of a visit that waits as a picture. */
export const subjectsOf = (visit: Visit): string[] => [
  visitSubject(visit.id), voiceSubject(visit.id), ...visit.answers.map((one) => visitSubject(visit.id, one.code)), ...(visit.signed?.signers ?? []).flatMap((one) => (one.key ? [signSubject(visit.id, one.key)] : [])),
]

/** The step's form; every photo goes to the question it was taken for, the others to the visit. */
export function visitBody(visit: Visit, photos: Item[]): Record<string, unknown> {
  const idsOf = (subject: string) => photos.filter((one) => one.subject === subject).flatMap((one) => one.attachmentId ?? [])
  const { id, answers, signed, ...values } = visit
  const told = answers.map((one) => ({ ...one, photo_ids: idsOf(visitSubject(id, one.code)) }))
  const signers = signed?.signers.map(({ key, ...one }) => ({ ...one, photo_id: key ? (idsOf(signSubject(id, key))[0] ?? null) : null }))
  const kept: Record<string, string> = signed && signers?.length ? { signed: JSON.stringify({ ...signed, signers }) } : {}
  const voices = idsOf(voiceSubject(id))
  if (voices.length) Object.assign(kept, { voices: JSON.stringify(voices) })
  return { values: { ...values, ...kept, answers: JSON.stringify(told) }, photo_ids: idsOf(visitSubject(id)) }
}

/** What still keeps the signatures from proving anything: the first reason, as a key of the words; none is asked for. */
export function unsigned(signers: Signer[]): string {
  const officers = signers.filter((one) => one.role === 'officer').length
  if (signers.length && !officers) return 'needOfficer'
  const isVouched = officers >= 2 || signers.some((one) => one.role === 'witness')
  return signers.some((one) => one.is_refused) && !isVouched ? 'needWitness' : ''
}

/** What still keeps the visit from being handed in: the first reason, as a key of the words. */
export function missing(visit: Pick<Visit, 'crew' | 'summary'>, codes: string[], answers: Record<string, { answer?: string; words: string }>): string {
  if (visit.crew.split(/[、，,；;\s]+/).filter(Boolean).length < 2) return 'needCrew'
  if (codes.some((code) => !answers[code]?.answer)) return 'needAnswers'
  if (codes.some((code) => answers[code]?.answer !== 'ok' && !answers[code]?.words.trim())) return 'needWords'
  return visit.summary.trim() ? '' : 'needSummary'
}
