/** A year of days as the calendar says it. Days are `YYYY-MM-DD` of Asia/Shanghai and are never turned into instants. */
import type { components } from '../api/generated'

export type Marked = components['schemas']['CalendarDayOut']

export interface Day {
  day: string
  /** Of the month, as it stands in the box. */
  number: number
  isWorking: boolean
  /** Said by a notice or by the county, otherwise its weekday decides. */
  marked: Marked | null
}

export interface Month {
  month: number
  /** Empty boxes before the first day: weeks begin on Monday. */
  before: number
  days: Day[]
}

const DAY_MS = 86_400_000
const SATURDAY = 5
const two = (n: number) => String(n).padStart(2, '0')
/** 0 is Monday. */
export const weekdayOf = (day: string): number => (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7
export const dayAfter = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

export function monthsOf(year: number, marked: readonly Marked[]): Month[] {
  const known = new Map(marked.map((one) => [one.day, one]))
  return Array.from({ length: 12 }, (_, n) => {
    const length = new Date(Date.UTC(year, n + 1, 0)).getUTCDate()
    const days = Array.from({ length }, (_, d) => dayOf(`${year}-${two(n + 1)}-${two(d + 1)}`, known))
    return { month: n + 1, before: weekdayOf(days[0]!.day), days }
  })
}

function dayOf(day: string, known: ReadonlyMap<string, Marked>): Day {
  const marked = known.get(day) ?? null
  return { day, number: Number(day.slice(8)), isWorking: marked?.is_working ?? weekdayOf(day) < SATURDAY, marked }
}

export interface Stretch { first: string; last: string; name: string; is_working: boolean; mark: string; source: string; days: number }

/** Marked days in stretches, as a notice lists them: 1 to 3 January, New Year. */
export function stretchesOf(marked: readonly Marked[]): Stretch[] {
  const found: Stretch[] = []
  for (const one of marked) {
    const open = found.at(-1)
    const goesOn = open && dayAfter(open.last, 1) === one.day && (['name', 'is_working', 'mark', 'source'] as const).every((key) => open[key] === one[key])
    if (goesOn) Object.assign(open, { last: one.day, days: open.days + 1 })
    else found.push({ ...one, first: one.day, last: one.day, days: 1 })
  }
  return found
}

/** The days from one to another, both counted; none when they are the wrong way round. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = []
  for (let day = first; day <= last && days.length < 400; day = dayAfter(day, 1)) days.push(day)
  return days
}
