/** The trend explorer's state, in the address: what is shown can be sent to somebody. Pure; times in ms. */
export const HOUR = 3_600_000
export const DAY = 24 * HOUR
const SHANGHAI = 8 * HOUR
export const COMPARISONS = { none: 0, day: DAY, week: 7 * DAY } as const
export type Comparison = keyof typeof COMPARISONS
export const MOST_POINTS = 12
/** Below this the readings themselves are drawn and there is nothing to zoom into. */
export const LEAST_MS = 10_000
export const MOST_MS = 400 * DAY

export interface View {
  points: number[]
  from_ms: number
  to_ms: number
  compare: Comparison
}
type Query = Record<string, unknown>

/** The view that an address names; what is missing or senseless is the last 24 hours. */
export function viewOf(query: Query, now_ms: number): View {
  const points = [...new Set(String(query.points ?? '').split(',').map(Number).filter((id) => Number.isInteger(id) && id > 0))].slice(0, MOST_POINTS)
  const compare = (Object.keys(COMPARISONS) as Comparison[]).find((c) => c === query.compare) ?? 'none'
  const [from, to] = [Number(query.from), Number(query.to)]
  if (!(from > 0 && to - from >= LEAST_MS && to - from <= MOST_MS)) return { points, from_ms: now_ms - DAY, to_ms: now_ms, compare }
  return { points, from_ms: from, to_ms: to, compare }
}

export function queryOf(view: View): Record<string, string> {
  return { points: view.points.join(','), from: String(Math.round(view.from_ms)), to: String(Math.round(view.to_ms)), ...(view.compare === 'none' ? {} : { compare: view.compare }) }
}

/** 20:00 to 08:00 of the night that ended last, Asia/Shanghai. */
export function lastNight(now_ms: number): [number, number] {
  const midnight = Math.floor((now_ms + SHANGHAI) / DAY) * DAY - SHANGHAI
  const end = now_ms >= midnight + 8 * HOUR ? midnight + 8 * HOUR : midnight - 16 * HOUR
  return [end - 12 * HOUR, end]
}

/** The same width around another centre, within what may be asked for. */
export function zoomed(view: View, factor: number, centre_ms = (view.from_ms + view.to_ms) / 2): View {
  const width = Math.min(MOST_MS, Math.max(LEAST_MS, (view.to_ms - view.from_ms) * factor))
  const share = (centre_ms - view.from_ms) / (view.to_ms - view.from_ms)
  return { ...view, from_ms: Math.max(1, centre_ms - width * share), to_ms: centre_ms + width * (1 - share) }
}

export const moved = (view: View, by: number): View => {
  const step = (view.to_ms - view.from_ms) * by
  return { ...view, from_ms: Math.max(1, view.from_ms + step), to_ms: view.to_ms + step }
}

/** Stretches of bad or uncertain readings: [from, to) in ms, merged; where nothing is to be seen says nothing. */
export function doubtful(ts_ms: readonly number[], quality: readonly number[], bucket_ms: number): [number, number][] {
  const found: [number, number][] = []
  const width = Math.max(bucket_ms, 1_000)
  ts_ms.forEach((ts, i) => {
    if (!quality[i] || quality[i] === 16) return // good, or over range: drawn at its top
    const last = found.at(-1)
    if (last && ts <= last[1] + width) last[1] = ts + width
    else found.push([ts, ts + width])
  })
  return found
}
