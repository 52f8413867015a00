/** Shapes the server's series and live values into what the chart draws. Pure; times in ms, x of the chart in s. */
import type { Latest, Limit, SeriesLine } from '../api/types'
import { isBad } from '../quality'

export interface Line {
  ts_ms: number[]
  min: (number | null)[]
  max: (number | null)[]
  last: (number | null)[]
}

/** A silence longer than this many buckets is drawn as a gap, never as a straight line. */
const GAP_BUCKETS = 4
const GAP_MS_MIN = 30_000

export function gapAfter_ms(bucket_ms: number): number {
  return Math.max(GAP_MS_MIN, GAP_BUCKETS * bucket_ms)
}

/** Copy a series, with bad readings and silences as gaps. */
export function toLine(series: SeriesLine, bucket_ms: number): Line {
  const line: Line = { ts_ms: [], min: [], max: [], last: [] }
  series.ts_ms.forEach((ts, i) => {
    const hidden = isBad(series.quality[i] ?? 0)
    push(line, ts, hidden ? null : series.last[i], hidden ? null : series.min[i], hidden ? null : series.max[i], bucket_ms)
  })
  return line
}

function push(line: Line, ts: number, last: number | null, min: number | null, max: number | null, bucket_ms: number) {
  const before = line.ts_ms.at(-1)
  if (before !== undefined && ts - before > gapAfter_ms(bucket_ms)) {
    line.ts_ms.push(before + 1)
    line.min.push(null)
    line.max.push(null)
    line.last.push(null)
  }
  line.ts_ms.push(ts)
  line.min.push(min)
  line.max.push(max)
  line.last.push(last)
}

/** Append a live reading; older than what is drawn changes nothing. Returns whether the line changed. */
export function append(line: Line, reading: Latest, bucket_ms: number): boolean {
  const before = line.ts_ms.at(-1)
  if (before !== undefined && reading.ts_ms <= before) return false
  const value = isBad(reading.quality) ? null : reading.value
  push(line, reading.ts_ms, value, value, value, bucket_ms)
  return true
}

/** Forget what has left the window. */
export function trim(line: Line, from_ms: number): void {
  const keep = line.ts_ms.findIndex((ts) => ts >= from_ms)
  if (keep <= 0) return
  for (const column of [line.ts_ms, line.min, line.max, line.last]) column.splice(0, keep)
}

/** Lowest and highest value drawn; null when there is nothing. */
export function extent(lines: readonly Line[]): [number, number] | null {
  let low = Infinity
  let high = -Infinity
  for (const line of lines)
    for (const column of [line.min, line.max, line.last])
      for (const value of column)
        if (value !== null && value !== undefined) {
          low = Math.min(low, value)
          high = Math.max(high, value)
        }
  return low <= high ? [low, high] : null
}

/**
 * Range of the y axis: all data, every limit already crossed, and the nearest limit on each side, so that the distance
 * to the next alarm can be seen without flattening the curve for a limit far away. Starts at zero when it can.
 */
export function yRange(lines: readonly Line[], limits: readonly Limit[]): [number, number] {
  const found = extent(lines)
  const [low, high] = found ?? [0, 1]
  const highs = limits.filter((l) => l.direction > 0).map((l) => l.set_point)
  const lows = limits.filter((l) => l.direction < 0).map((l) => l.set_point)
  const nextHigh = Math.min(...highs.filter((s) => s > high))
  const nextLow = Math.max(...lows.filter((s) => s < low))
  const shown = [low, high, ...highs.filter((s) => s <= high), ...lows.filter((s) => s >= low)]
  if (Number.isFinite(nextHigh)) shown.push(nextHigh)
  if (Number.isFinite(nextLow)) shown.push(nextLow)
  const top = Math.max(...shown)
  const bottom = Math.min(...shown)
  const room = (top - bottom || Math.abs(top) || 1) * 0.08
  return [bottom >= 0 && bottom < top * 0.6 ? 0 : bottom - room, top + room]
}
