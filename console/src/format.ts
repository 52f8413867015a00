/** Everything a person reads: Asia/Shanghai, 24 hours. Inside the program instants are UTC milliseconds. */
const ZONE = 'Asia/Shanghai'
export const MISSING = '—'

const parts = new Intl.DateTimeFormat('en-CA', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hourCycle: 'h23',
})

export type Instant = number | string | null | undefined

/** Milliseconds since 1970 of an ISO string or a number; NaN when there is none. */
export function toMs(at: Instant): number {
  if (at === null || at === undefined || at === '') return NaN
  return typeof at === 'number' ? at : Date.parse(at)
}

function fields(at: Instant): Record<string, string> | null {
  const ms = toMs(at)
  if (Number.isNaN(ms)) return null
  return Object.fromEntries(parts.formatToParts(ms).map((p) => [p.type, p.value]))
}

/** 2026-11-23 14:02:11 */
export function asDateTime(at: Instant): string {
  const f = fields(at)
  return f ? `${f.year}-${f.month}-${f.day} ${f.hour}:${f.minute}:${f.second}` : MISSING
}

/** 14:02:11 */
export function asClock(at: Instant): string {
  const f = fields(at)
  return f ? `${f.hour}:${f.minute}:${f.second}` : MISSING
}

/** 14:02 */
export const asMinute = (at: Instant): string => asClock(at).slice(0, 5)

/** 11-23 14:02:11, for lists that span days */
export function asDayClock(at: Instant): string {
  const f = fields(at)
  return f ? `${f.month}-${f.day} ${f.hour}:${f.minute}:${f.second}` : MISSING
}

/** 11-23 14:02, for shifts and terms that nobody counts by the second */
export const asDayMinute = (at: Instant): string => (Number.isNaN(toMs(at)) ? MISSING : asDayClock(at).slice(0, -3))

const two = (n: number) => String(n).padStart(2, '0')

/** 03:08 · 5:03:08 · 52:03:08; negative durations count as zero. */
export function asDuration(ms: number): string {
  if (Number.isNaN(ms)) return MISSING
  const s = Math.max(0, Math.floor(ms / 1000))
  const hours = Math.floor(s / 3600)
  const rest = `${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`
  return hours ? `${hours}:${rest}` : rest
}

/** Units of things that are counted: no decimals, and a word of the reader's language. */
const COUNTED: Record<string, string> = { person: '人', persons: '人', people: '人', times: '次' }

/** Made once: a number's own `toLocaleString` makes its rules anew each time, and lists write thousands. */
const withDigits = [0, 1, 2].map((digits) => new Intl.NumberFormat('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits }))
const upToThree = new Intl.NumberFormat('en-US', { maximumFractionDigits: 3 })

/** A reading, with three or four figures that matter: 0.42 · 57.7 · 132 · 35,550. */
export function asValue(value: number | null | undefined, unit = ''): string {
  if (value === null || value === undefined || Number.isNaN(value)) return MISSING
  if (unit === 'score') return asPercent(value) // how sure a camera is
  const size = Math.abs(value)
  const digits = unit in COUNTED || unit === 'state' ? 0 : size < 10 ? 2 : size < 100 ? 1 : 0
  return withDigits[digits]!.format(value)
}

/** A share, in whole hundredths. */
export const asPercent = (share: number | null | undefined): string => (share == null ? MISSING : `${Math.round(share * 100)}%`)

/** A limit as it was set, without digits nobody typed: 30 · 0.5 · 1,200. */
export function asSetPoint(value: number | null | undefined): string {
  if (value === null || value === undefined) return MISSING
  return upToThree.format(value)
}

/** The limit of an alarm with its unit: 30 ppm · 90 秒 · 30 分钟. Some rules judge a time, whatever the point measures. */
export function asLimit(alarm: { set_point: number | null; set_point_unit: string }, language = globalThis.document?.documentElement.lang ?? 'zh-CN'): string {
  const { set_point, set_point_unit } = alarm
  if (set_point === null || set_point_unit === 'state') return MISSING // the limit of a state is how its number is judged, not a quantity
  if (set_point_unit === 'score') return asValue(set_point, set_point_unit)
  if (set_point_unit !== 's') return `${asSetPoint(set_point)} ${asUnit(set_point_unit, language)}`.trim()
  const isChinese = language.startsWith('zh')
  if (set_point >= 120 && set_point % 60 === 0) return `${asSetPoint(set_point / 60)} ${isChinese ? '分钟' : 'min'}`
  return `${asSetPoint(set_point)} ${isChinese ? '秒' : 's'}`
}

/** 35,550; a missing number is a dash, never 0. */
export function asCount(value: number | null | undefined): string {
  return value === null || value === undefined ? MISSING : upToThree.format(value)
}

/** Units as they are printed: mg/m³, ℃, 人. */
export function asUnit(unit: string, language = globalThis.document?.documentElement.lang ?? 'zh-CN'): string {
  if (unit in COUNTED) return language.startsWith('zh') ? COUNTED[unit] : unit
  if (unit === 'state' || unit === 'score') return '' // a number and no unit
  return unit.replace(/m3\b/g, 'm³').replace(/^degC\b|^°C(?![A-Za-z])/, '℃')
}
