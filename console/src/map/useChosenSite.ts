/** The enterprise whose card is open beside the map, and the way through the list of alarms. */
import { computed, ref } from 'vue'

import type { Alarm, Id } from '../api/types'
import type { Site } from '../components/map/SiteCard.vue'
import type { Place } from './ground'
import type { ShownCounty } from './useShownCounty'

export function useChosenSite({ world, alarms, enterprises }: ShownCounty, flyTo: (place: Place) => void) {
  const chosenId = ref<Id | null>(null)
  const chosenAlarm = ref<Id | null>(null)
  /** With its alarms from the same list; a fresh object each time. */
  const site = computed<Site | null>(() => {
    if (chosenId.value === null) return null
    const id = String(chosenId.value)
    const own = alarms.value.filter((a) => String(a.enterprise?.id) === id)
    const known = enterprises.value.find((e) => String(e.id) === id)
    const first = own[0]?.enterprise
    const name = known?.name ?? first?.name
    if (!name) return null
    const town = first?.town_name ?? world.data.value?.towns.find((town) => town.code === known?.town_code)?.name ?? ''
    return { id, name, town, risk: known?.risk_level ?? null, cameras: known?.cameras ?? 0, points: known?.points ?? 0, alarms: own, lon: known?.lon ?? first?.lon ?? null, lat: known?.lat ?? first?.lat ?? null }
  })
  const place = computed<Place | null>(() => (site.value?.lon != null && site.value.lat != null ? [site.value.lon, site.value.lat] : null))

  function chooseSite(id: Id) {
    chosenId.value = id
    chosenAlarm.value = site.value?.alarms[0]?.id ?? null
  }
  function choose(alarm: Alarm) {
    chosenAlarm.value = alarm.id
    chosenId.value = alarm.enterprise?.id ?? null
    if (alarm.enterprise?.lon != null && alarm.enterprise.lat != null) flyTo([alarm.enterprise.lon, alarm.enterprise.lat])
  }
  function step(by: number) {
    const at = alarms.value.findIndex((a) => a.id === chosenAlarm.value)
    const next = alarms.value[at < 0 ? 0 : Math.min(alarms.value.length - 1, Math.max(0, at + by))]
    if (!next) return
    choose(next)
    const row = document.getElementById(`row-${next.id}`)
    row?.focus()
    row?.scrollIntoView({ block: 'nearest' })
  }
  return { chosenAlarm, site, place, chooseSite, choose, step, close: () => (chosenId.value = null) }
}
