/** Brings what is shown onto the map: only place, grade and state reach it, and in a storm at most every two seconds. */
import type { Geometry } from 'geojson'
import type { Map as MapLibre } from 'maplibre-gl'
import { computed, onBeforeUnmount, ref, watch, type Ref, type ShallowRef } from 'vue'

import { useAreas, useCounty, useRecordMarks, useResources, type Area } from '../api/map'
import type { Id } from '../api/types'
import { atMostEvery } from '../live/coalesce'
import { RECORD_KINDS, RECORD_LAYERS, rememberedLayers, rememberLayers, showLayers, type LayerKey } from './catalog'
import { fourColours } from './fourColours'
import type { Place } from './ground'
import { setAreas, setChosen, setEnterprises, setIncidents, setMarks, setRecords, setResources, setTownLines } from './layers'
import { usePackLayers } from './packs'
import { setPlume } from './plume'
import type { MapTools } from './useMapTools'
import type { ShownCounty } from './useShownCounty'

/** The first change after a quiet while is drawn at once; in a storm drawing is dear, so the rest waits for each other. */
const GAP_MS = 2_000
const asFeatures = (rows: readonly Area[] = []) => rows.map((a) => ({ type: 'Feature' as const, geometry: a.outline as unknown as Geometry, properties: { name: a.name } }))

interface View {
  el: Ref<HTMLElement | undefined>
  map: ShallowRef<MapLibre | undefined>
  isReady: Ref<boolean>
  fitTo: (ring: readonly (readonly number[])[]) => void
}

export function useMapLayers({ el, map, isReady, fitTo }: View, { world, isPast, alarms, marks, orderMarks, enterprises }: ShownCounty, { plume }: MapTools, chosen: Ref<Place | null>) {
  const shown = ref(rememberedLayers())
  const resources = useResources()
  const records = useRecordMarks(() => !isPast.value && RECORD_KINDS.some((kind) => shown.value[kind]))
  const county = useCounty(() => shown.value.risk)
  const townAreas = useAreas('town', true)
  const gridAreas = useAreas('grid', () => shown.value.grid)
  /** False while town lines are those of the shipped sketch. */
  const hasTownLines = computed(() => Boolean(townAreas.data.value?.length))

  const put = (act: (m: MapLibre) => void) => map.value && isReady.value && act(map.value)
  const packs = usePackLayers(put, isPast)

  // --- one layer each ---------------------------------------------------------------------------------------
  const drawMarks = atMostEvery(GAP_MS, () => put((m) => setMarks(m, marks.value, shown.value.heat)))
  const drawOrders = atMostEvery(GAP_MS, () => put((m) => setIncidents(m, orderMarks.value)))
  const drawResources = () => put((m) => setResources(m, resources.data.value ?? []))
  const drawRecords = () => put((m) => setRecords(m, records.data.value ?? []))
  const drawChosen = () => put((m) => setChosen(m, chosen.value))
  const drawSwitches = () => put((m) => showLayers(m, shown.value, isPast.value))
  /** Says on the page when they are to be seen, for whoever measures. */
  const drawEnterprises = () =>
    put((m) => {
      const count = enterprises.value.length
      setEnterprises(m, enterprises.value)
      m.once('idle', () => el.value?.setAttribute('data-enterprises', String(count)))
    })
  /** Official town lines take the place of the sketched ones. */
  const drawAreas = () =>
    put((m) => {
      setAreas(m, 'risk', county.data.value ? fourColours(county.data.value, enterprises.value, townAreas.data.value) : [])
      setAreas(m, 'grid', asFeatures(gridAreas.data.value))
      if (hasTownLines.value) setTownLines(m, asFeatures(townAreas.data.value))
    })

  /** Everything, after the map was made or its style was changed. */
  function drawAll() {
    drawEnterprises()
    put((m) => {
      setMarks(m, marks.value, shown.value.heat)
      setIncidents(m, orderMarks.value)
      setPlume(m, plume.value)
    })
    drawResources()
    drawRecords()
    drawAreas()
    packs.draw()
    drawSwitches()
    drawChosen()
    if (localStorage.getItem('anlan.map.plot')) void import('./plot').then(({ drawPlot }) => put(drawPlot))
  }

  const key = (list: typeof marks.value) => list.map((m) => `${m.enterprise}${m.grade}${m.count}`).join()
  watch(() => key(marks.value), drawMarks)
  watch(() => key(orderMarks.value), drawOrders)
  watch(() => shown.value.heat, drawMarks)
  watch(enterprises, drawEnterprises)
  watch([county.data, enterprises, townAreas.data, gridAreas.data], drawAreas)
  watch(records.data, drawRecords)
  watch(resources.data, drawResources)
  watch(chosen, drawChosen)
  watch(isPast, drawSwitches)
  watch(shown, () => {
    rememberLayers(shown.value)
    drawSwitches()
  })
  watch(plume, (now) => {
    put((m) => setPlume(m, now))
    if (now) fitTo([...now.protect, ...now.isolate, ...now.zones.flatMap((z) => z.wedge)])
  })
  onBeforeUnmount(() => {
    drawMarks.cancel()
    drawOrders.cancel()
  })

  // --- the numbers beside the switches ----------------------------------------------------------------------
  /** Sums over all enterprises, which no alarm changes. */
  const installed = computed(() => ({
    enterprise: enterprises.value.length,
    camera: enterprises.value.reduce((sum, e) => sum + (e.cameras ?? 0), 0),
    sensor: enterprises.value.reduce((sum, e) => sum + (e.points ?? 0), 0),
  }))
  const counts = computed<Partial<Record<LayerKey, number>>>(() => {
    const found: Partial<Record<LayerKey, number>> = {
      alarm: alarms.value.length, incident: orderMarks.value.reduce((sum, m) => sum + m.count, 0), ...installed.value, town: world.data.value?.towns.length, grid: gridAreas.data.value?.length,
    }
    // all that are open, also those beyond what is drawn
    for (const kind of RECORD_KINDS) found[kind] = records.data.value?.find((g) => g.name === RECORD_LAYERS[kind])?.total
    for (const r of resources.data.value ?? []) found[r.kind] = (found[r.kind] ?? 0) + 1
    return found
  })
  /** An open record on the map, as its card shows it. */
  function recordOf(which: { register: string; id: Id } | null) {
    const group = records.data.value?.find((g) => g.name === which?.register)
    const mark = group?.items.find((r) => String(r.id) === String(which?.id))
    return group && mark ? { register: group.name, label: group.label, mark } : null
  }
  return { shown, counts, packs, hasTownLines, drawAll, recordOf }
}
