/** One check on site as the phone keeps it, and as the server wants it. No screen in here, so that it can be tested. */
import type { Item } from './store'

export const ANSWERS = ['ok', 'fixed', 'failed', 'not_applicable'] as const
export type AnswerKind = (typeof ANSWERS)[number]

export interface Visit {
  id: number
  crew: string
  summary: string
  signer: string
  answers: { code: string; answer: AnswerKind; words: string }[]
  visited_at: string
  lon?: number
  lat?: number
}

/** What photos of the place, or of one question, are kept under. */
export const visitSubject = (id: number | string, code?: string) => (code ? `check:${id}:${code}` : `check:${id}`)

/** The step's form; every photo goes to the question it was taken for, the others to the visit. */
export function visitBody(visit: Visit, photos: Item[]): Record<string, unknown> {
  const idsOf = (subject: string) => photos.filter((one) => one.subject === subject).flatMap((one) => one.attachmentId ?? [])
  const { id, answers, ...values } = visit
  const told = answers.map((one) => ({ ...one, photo_ids: idsOf(visitSubject(id, one.code)) }))
  return { values: { ...values, answers: JSON.stringify(told) }, photo_ids: idsOf(visitSubject(id)) }
}

/** What still keeps the visit from being handed in: the first reason, as a key of the words. */
export function missing(visit: Pick<Visit, 'crew' | 'summary'>, codes: string[], answers: Record<string, { answer?: string; words: string }>): string {
  if (visit.crew.split(/[、，,；;\s]+/).filter(Boolean).length < 2) return 'needCrew'
  if (codes.some((code) => !answers[code]?.answer)) return 'needAnswers'
  if (codes.some((code) => answers[code]?.answer !== 'ok' && !answers[code]?.words.trim())) return 'needWords'
  return visit.summary.trim() ? '' : 'needSummary'
}
