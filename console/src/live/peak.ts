import { useQuery } from '@tanstack/vue-query'
import { computed } from 'vue'

import { fetchSeries } from '../api/queries'
import type { Alarm, SeriesLine } from '../api/types'
import { toMs } from '../format'
import { useClock } from '../stores/clock'
import { isOfOnePoint } from './alarmValue'

/** A past alarm's peak is in its record; while it lasts, what came after the raise is in the history and on the line. */
export function usePeak(alarm: () => Alarm | undefined) {
  const clock = useClock()
  const query = useQuery({
    queryKey: ['peak', computed(() => String(alarm()?.id))],
    queryFn: async ({ signal }) => {
      const a = alarm()!
      const answer = await fetchSeries([a.point.id], toMs(a.raised_at) - 1000, clock.now_ms + 1000, 400, signal)
      return answer.series.find((line) => line.point === a.point.id) ?? null
    },
    enabled: computed(() => alarm()?.rule === 'limit' && alarm()!.is_active),
    refetchInterval: 10_000,
  })
  return (now: number | null | undefined): number | null => {
    const a = alarm()
    if (a && (!a.is_active || !isOfOnePoint(a)) && a.peak_value !== null) return a.peak_value
    return a ? worstOf(a.label.startsWith('L'), query.data.value ?? null, [a.value, a.peak_value, a.is_active ? now : null]) : null
  }
}

/** The most extreme of a line and some values: the lowest for a low limit, otherwise the highest. */
export function worstOf(isLow: boolean, line: Pick<SeriesLine, 'min' | 'max'> | null, values: (number | null | undefined)[]): number | null {
  const seen = [...values, ...((isLow ? line?.min : line?.max) ?? [])].filter((v): v is number => v != null)
  return seen.length ? seen.reduce((a, b) => (isLow ? Math.min(a, b) : Math.max(a, b))) : null
}
