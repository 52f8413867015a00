/** What a wall shows: the county, one town (`?town=`, or the reader's own), or what one special committee answers for (`?field=`). */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { useRoute } from 'vue-router'

import { useOverview } from '../api/map'
import { useIncidents, useMap, useOpenAlarms } from '../api/queries'
import type { Alarm, Grade, Id } from '../api/types'
import { GRADES } from '../grades'
import { isUnacked, worstFirst } from '../live/patch'
import { useStatistics } from '../registers/api'
import { useSession } from '../stores/session'

type Counts = Record<Grade | 'unacked', number>

/** Counters of the alarms that are shown, so that they never contradict the list beside them. */
export function countsOf(alarms: readonly Alarm[]): Counts {
  const found = Object.fromEntries([...GRADES, 'unacked'].map((key) => [key, 0])) as Counts
  for (const one of alarms) {
    found[one.grade] += 1
    if (isUnacked(one)) found.unacked += 1
  }
  return found
}

export function useSlice() {
  const route = useRoute()
  const session = useSession()
  const { t } = useI18n()
  const asked = (name: string) => (typeof route.query[name] === 'string' ? (route.query[name] as string) : '')
  const town = computed(() => asked('town') || (asked('field') ? '' : (session.me?.town_code ?? '')))
  const field = computed(() => asked('field'))
  const isPart = computed(() => town.value !== '' || field.value !== '')

  const world = useMap()
  const open = useOpenAlarms()
  const orders = useIncidents({ state: 'open' })
  const overview = useOverview(computed(() => ({ town: town.value || undefined, field: field.value || undefined })))
  const hazards = useStatistics('hazards', () => ['is_open:true', ...(town.value ? [`town:${town.value}`] : []), ...(field.value ? [`field:${field.value}`] : [])], () => '', { enabled: isPart, refetchInterval: 60_000 })

  const enterprises = computed(() => (world.data.value?.enterprises ?? []).filter((e) => (!town.value || e.town_code === town.value) && (!field.value || e.field === field.value)))
  const ours = computed(() => (isPart.value ? new Set(enterprises.value.map((e) => String(e.id))) : null))
  const isOurs = (one: { enterprise: { id: Id } | null }) => !ours.value || (one.enterprise !== null && ours.value.has(String(one.enterprise.id)))
  const alarms = computed(() => (open.data.value?.items ?? []).filter(isOurs).sort(worstFirst))
  const waiting = computed(() => (orders.data.value?.items ?? []).filter(isOurs))
  /** The list holds the worst alarms of the county; where it does not hold all, a part of the county is counted by the server. */
  const counts = computed<Counts | undefined>(() => {
    const list = open.data.value
    if (!list || !world.data.value) return undefined
    if (!isPart.value) return list.counts as Counts
    return list.total > list.items.length ? overview.data.value?.alarms : countsOf(alarms.value)
  })
  const total = computed(() => (counts.value ? GRADES.reduce((sum, g) => sum + counts.value![g], 0) : undefined))
  const townNamed = computed(() => world.data.value?.towns.find((one) => one.code === town.value))
  const fieldName = computed(() => world.data.value?.fields?.find((one) => one.value === field.value)?.label ?? '')
  const name = computed(() => [townNamed.value?.name, fieldName.value && t('screen.committeeOf', { field: fieldName.value })].filter(Boolean).join(' · '))
  /** An address that names nobody must not look like a quiet county. */
  const unknown = computed(() => (world.data.value && ((town.value && !townNamed.value) || (field.value && !fieldName.value)) ? town.value || field.value : ''))
  return { alarms, counts, enterprises, hazards, isPart, name, open, orders, overview, total, town, townNamed, unknown, waiting }
}
