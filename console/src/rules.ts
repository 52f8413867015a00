/** Rule contents as people read them. */
import type { RuleChange, RuleLimit, RuleVersion, Settings } from './api/rules'
import { asSetPoint, asUnit } from './format'

type Translate = (key: string, values?: Record<string, unknown>) => string

export const TIMINGS = ['rate_limit_per_s', 'stuck_after_s', 'offline_after_s', 'fault_after_s'] as const
export const LABELS = ['LL', 'L', 'H', 'HH', 'HHH', 'IDLH'] as const

/** The expression of a limit: what a person who reads formulas would write. */
export function expression(limit: RuleLimit, unit: string): string {
  const sign = limit.direction > 0 ? (limit.strict ? '>' : '≥') : limit.strict ? '<' : '≤'
  const delay = limit.on_delay_s ? `, ${limit.on_delay_s} s` : ''
  return `x ${sign} ${asSetPoint(limit.set_point)} ${asUnit(unit)}${delay}`
}

/** A limit that can be added: the first label that is still free. */
export function newLimit(limits: RuleLimit[]): RuleLimit {
  const label = LABELS.find((one) => one.startsWith('H') && !limits.some((l) => l.label === one)) ?? LABELS.find((one) => !limits.some((l) => l.label === one)) ?? 'X'
  return { label, direction: label.startsWith('L') ? -1 : 1, set_point: 0, grade: 'yellow', deadband: 0, on_delay_s: 0, off_delay_s: 10, strict: false }
}

/** What is sent: only what the server knows, without what it resolves itself. */
export function settingsBody(content: RuleVersion['content']): Settings {
  const { is_default, limits, timings, expires_at } = content
  return { is_default, limits: limits.map((one) => ({ ...one })), timings, ...(expires_at ? { expires_at } : {}) }
}

/** A difference in plain words, one sentence per change; `nameOf` says what a point is called. */
export function spokenChanges(changes: RuleChange[], unit: string, t: Translate, nameOf: (point: number) => string = String): string[] {
  return changes.flatMap((change) => {
    if (change.item === 'limit' && change.what !== 'changed') {
      const of = Object.fromEntries(change.fields.map((f) => [f.field, f.new ?? f.old])) as unknown as RuleLimit
      return [t(`rules.say.${change.what}`, { label: change.name, what: expression({ ...of, label: change.name }, unit) })]
    }
    return change.fields.flatMap((f) => (f.field === 'settings' ? settingChanges(f.old, f.new, t) : [say(change.name, word(`rules.field.${f.field}`, f.field, t), value(f.field, f.old, unit, t, nameOf), value(f.field, f.new, unit, t, nameOf), t)]))
  })
}

const say = (label: string, field: string, old: string, now: string, t: Translate) => t('rules.say.changed', { label, field, old, new: now }).trim()
const word = (key: string, plain: string, t: Translate) => (t(key) === key ? plain : t(key))

/** The settings of a rule over several points, one by one. */
function settingChanges(old: unknown, now: unknown, t: Translate): string[] {
  const [before, after] = [old, now].map((one) => (one ?? {}) as Record<string, unknown>)
  const plain = (name: string, said: unknown) => (said === undefined || said === null ? t('rules.none') : word(`groupRule.option.${name}_${String(said).replace('-', 'minus')}`, name.endsWith('grade') ? t(`grade.${String(said)}`) : String(said), t))
  return [...new Set([...Object.keys(after), ...Object.keys(before)])]
    .filter((name) => before[name] !== after[name])
    .map((name) => say('', word(`groupRule.setting.${name}`, name, t), plain(name, before[name]), plain(name, after[name]), t))
}

function value(field: string, said: unknown, unit: string, t: Translate, nameOf: (point: number) => string): string {
  if (said === null || said === undefined) return t(TIMINGS.includes(field as never) ? 'rules.off' : ['latches', 'needs_confirm'].includes(field) ? 'rules.designed' : 'rules.none')
  if (typeof said === 'boolean') return t(said ? 'rules.yes' : 'rules.no')
  if (field === 'grade') return t(`grade.${String(said)}`)
  if (field === 'points') return (said as number[]).map(nameOf).join('、')
  if (field === 'set_point' || field === 'deadband') return `${asSetPoint(Number(said))} ${asUnit(unit)}`
  if (field.endsWith('_s') && typeof said === 'number') return field === 'rate_limit_per_s' ? `${said} ${asUnit(unit)}/s` : `${said} s`
  return typeof said === 'object' ? JSON.stringify(said) : String(said)
}
