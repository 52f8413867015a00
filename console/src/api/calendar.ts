/** The county's calendar: questions and commands. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'

import { call } from './client'
import type { components } from './generated'
import { queryClient } from './queries'

export type CalendarYear = components['schemas']['CalendarOut']
export type DayBody = components['schemas']['CalendarDayIn']

export const useCalendar = (year: MaybeRefOrGetter<number>) =>
  useQuery({ queryKey: ['calendar', computed(() => toValue(year))], queryFn: ({ signal }) => call<CalendarYear>('/api/calendar', { query: { year: toValue(year) }, signal }), placeholderData: keepPreviousData })

/** What a change moves: the calendar itself and the weeks of rosters. */
async function refresh(): Promise<void> {
  await Promise.all([queryClient.invalidateQueries({ queryKey: ['calendar'] }), queryClient.invalidateQueries({ queryKey: ['rosters', 'week'] })])
}

/** One word for every day of a stretch, in order; what was set before a refusal stays set. */
export async function setDays(days: readonly string[], body: DayBody): Promise<void> {
  try {
    for (const day of days) await call(`/api/calendar/days/${day}`, { method: 'PUT', body })
  } finally {
    await refresh()
  }
}
export async function clearDay(day: string): Promise<void> {
  await call(`/api/calendar/days/${day}`, { method: 'DELETE' })
  await refresh()
}
export async function checkYear(year: number, source: string): Promise<void> {
  await call(`/api/calendar/years/${year}/check`, { method: 'POST', body: { source } })
  await refresh()
}
