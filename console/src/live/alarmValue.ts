import { onBeforeUnmount, watch } from 'vue'

import type { Alarm } from '../api/types'
import { isBad } from '../quality'
import { useClock } from '../stores/clock'
import { useLive } from './live'
import { STALE_MS } from './stream'

const MOST_FOLLOWED = 200
const POINT_RULES: readonly string[] = ['limit', 'rate_of_change', 'stuck', 'offline', 'fault']

/** A vote or a difference of several points stands at one of them, and that one's live value is not its value. */
export const isOfOnePoint = (alarm: Pick<Alarm, 'rule'>): boolean => POINT_RULES.includes(alarm.rule)

/**
 * The value to show beside an alarm: the live one while the condition stands and fresh good readings arrive, otherwise
 * the last one the server recorded with the alarm. `isLive` says which.
 */
export function useAlarmValues(alarms: () => readonly Alarm[]) {
  const live = useLive()
  const clock = useClock()
  let unfollow = () => {}
  watch(
    () => [...new Set(alarms().slice(0, MOST_FOLLOWED).filter((a) => a.is_active && isOfOnePoint(a)).map((a) => a.point.id))].join(),
    (ids) => {
      unfollow()
      unfollow = ids ? live.follow(ids.split(',').map(Number)) : () => {}
    },
    { immediate: true },
  )
  onBeforeUnmount(() => unfollow())

  return function valueOf(alarm: Alarm): { value: number | null; isLive: boolean } {
    const seen = alarm.is_active && isOfOnePoint(alarm) ? live.latest.get(alarm.point.id) : undefined
    if (seen && !isBad(seen.quality) && clock.now_ms - seen.ts_ms < STALE_MS) return { value: seen.value, isLive: true }
    return { value: alarm.is_active ? (alarm.last_value ?? alarm.value) : alarm.value, isLive: false }
  }
}
