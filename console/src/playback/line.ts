/** A stretch of time drawn as a line: where things lie on it, and what lies where. All in ms since 1970. */
import { asClock } from '../format'

export type Span = [begin_ms: number, end_ms: number]
export interface Window { from_ms: number; to_ms: number }

export const HOUR_MS = 3_600_000
export const DAY_MS = 24 * HOUR_MS
/** The county is eight hours ahead of UTC, all year. */
const LOCAL_AHEAD_MS = 8 * HOUR_MS

/** 2026-11-26 of an instant, in county time. */
export const dayOf = (at_ms: number): string => new Date(at_ms + LOCAL_AHEAD_MS).toISOString().slice(0, 10)
/** When that day begins; NaN for no day. */
export const beginOf = (day: string): number => Date.parse(`${day}T00:00:00+08:00`)

/** Percent from the left, not held to the line. */
export const placeOf = (at_ms: number, window: Window): number => ((at_ms - window.from_ms) / (window.to_ms - window.from_ms)) * 100

/** The part of a span that lies in the window, in percent; null when none does. */
export function barOf([begin, end]: Span, window: Window): { left: number; width: number } | null {
  const left = Math.max(0, placeOf(begin, window))
  const right = Math.min(100, placeOf(end, window))
  return right <= 0 || left >= 100 ? null : { left, width: Math.max(0.15, right - left) }
}

/** Of `length_ms`, around an instant, within its day as far as the length allows. */
export function windowAround(at_ms: number, length_ms: number): Window {
  const begin = beginOf(dayOf(at_ms))
  const from_ms = Math.min(Math.max(begin, at_ms - length_ms / 2), begin + DAY_MS - length_ms)
  return { from_ms, to_ms: from_ms + length_ms }
}

/** Ticks at whole minutes or hours, ten or so. */
export function ticksOf({ from_ms, to_ms }: Window, most = 9): { at_ms: number; label: string }[] {
  const STEPS_MIN = [1, 5, 10, 15, 30, 60, 120, 180, 240, 360]
  const length_min = (to_ms - from_ms) / 60_000
  const step_ms = (STEPS_MIN.find((m) => length_min / m <= most) ?? 720) * 60_000
  const first = Math.ceil((from_ms + LOCAL_AHEAD_MS) / step_ms) * step_ms - LOCAL_AHEAD_MS
  const ticks = []
  for (let at = first; at <= to_ms; at += step_ms) ticks.push({ at_ms: at, label: at === to_ms && at === beginOf(dayOf(at)) ? '24:00' : asClock(at).slice(0, 5) })
  return ticks
}

/** Where playing can begin nearest to an instant: itself in a span, else the next begin, else shortly before the last end. */
export function playableAt(at_ms: number, spans: Span[]): number | null {
  if (spans.some(([begin, end]) => begin <= at_ms && at_ms < end)) return at_ms
  const next = spans.find(([begin]) => begin > at_ms)
  if (next) return next[0]
  const last = spans.at(-1)
  return last ? Math.max(last[0], last[1] - 60_000) : null
}

export const isIn = (at_ms: number, spans: Span[], slack_ms = 0): boolean => spans.some(([begin, end]) => begin - slack_ms <= at_ms && at_ms <= end + slack_ms)
