/** What the map shows: the county now, or as it was in a past minute; all of it, or what one committee answers for. */
import { computed, ref } from 'vue'
import { useRoute } from 'vue-router'

import { useCountyAt } from '../api/map'
import { useIncidents, useMap, useOpenAlarms } from '../api/queries'
import type { Grade, Id } from '../api/types'
import { worstFirst } from '../live/patch'
import { alarmMarks, marksOf } from './layers'

export function useShownCounty() {
  const route = useRoute()
  const world = useMap()
  const open = useOpenAlarms()
  const orders = useIncidents({ state: 'open' })
  const past_ms = ref<number | null>(null)
  const past = useCountyAt(past_ms)
  const isPast = computed(() => past_ms.value !== null)

  /** `?field=`: the map of one committee, with its enterprises and what is wrong at them. */
  const field = computed(() => String(route.query.field ?? ''))
  const ofField = computed(() => (field.value ? new Set(world.data.value?.enterprises.filter((e) => e.field === field.value).map((e) => String(e.id))) : null))
  const isOurs = (one: { enterprise: { id: Id } | null }) => !ofField.value || (one.enterprise !== null && ofField.value.has(String(one.enterprise.id)))
  const fieldName = computed(() => world.data.value?.fields?.find((one) => one.value === field.value)?.label ?? '')

  const alarms = computed(() => (isPast.value ? (past.data.value?.alarms ?? []) : (open.data.value?.items ?? [])).filter(isOurs).sort(worstFirst))
  const marks = computed(() => alarmMarks(alarms.value))
  const orderMarks = computed(() => marksOf((isPast.value ? (past.data.value?.incidents ?? []) : (orders.data.value?.items ?? [])).filter(isOurs)))
  /** Of then: in their colour of then, and without those that were not on file yet. */
  const enterprises = computed(() => {
    const now = (world.data.value?.enterprises ?? []).filter((e) => ofField.value?.has(String(e.id)) ?? true)
    if (!isPast.value || !past.data.value) return now
    const then = new Map(past.data.value.enterprises.map((e) => [String(e.id), e]))
    return now.filter((e) => then.get(String(e.id))?.is_there ?? true).map((e) => ({ ...e, risk_level: (then.get(String(e.id))?.risk_level ?? e.risk_level) as Grade }))
  })
  const unplaced = computed(() => alarms.value.filter((a) => a.enterprise?.lon == null).length)

  return { world, open, past, past_ms, isPast, field, fieldName, alarms, marks, orderMarks, enterprises, unplaced }
}
export type ShownCounty = ReturnType<typeof useShownCounty>
