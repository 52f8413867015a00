/** What the people on site sign of a check, as text. The server writes the same from the record
 * (`registers/inspections/documents.py`); one example binds both (`tests/recordings/statement.json`). */
import type { AnswerKind } from './visit'

const WORDS: Record<AnswerKind, string> = { ok: '符合', fixed: '当场改正', failed: '不符合', not_applicable: '不适用' }

export interface Told {
  no: string
  unit: string
  crew: string
  visited_at: string
  summary: string
  questions: { code: string; text: string }[]
  answers: { code: string; answer: AnswerKind; words: string }[]
}

/** `2026-06-01 15:30` in the county, whatever the phone's own zone. */
function minuteOf(instant: string): string {
  const local = new Date(new Date(instant).getTime() + 8 * 3_600_000)
  return local.toISOString().slice(0, 16).replace('T', ' ')
}

export function statementOf(told: Told): string {
  const head = [`现场检查记录 ${told.no}`, `被检查单位：${told.unit}`, `检查人员：${told.crew.trim().replace(/[，, ；;]/g, '、')}`, `到场时间：${minuteOf(told.visited_at)}`, `检查情况：${told.summary.trim()}`]
  const texts = new Map(told.questions.map((one) => [one.code, one.text]))
  const lines = told.answers.map(({ code, answer, words }) => `${code} ${texts.get(code)}：${WORDS[answer]} ${answer === 'fixed' || answer === 'failed' ? words.trim() : ''}`.trimEnd())
  return [...head, ...lines].join('\n')
}
