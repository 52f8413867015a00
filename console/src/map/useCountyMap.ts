/** The map itself: made once, fed through throttled setters, restyled with the theme. */
import type { Map as MapLibre, MapGeoJSONFeature, GeoJSONSource } from 'maplibre-gl'
import { onBeforeUnmount, onMounted, ref, shallowRef, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'

import { useCounty } from '../api/map'
import type { Id } from '../api/types'
import { atMostEvery } from '../live/coalesce'
import { usePrefs } from '../stores/prefs'
import { RECORD_KINDS } from './catalog'
import { createDrawing, type Drawing, type DrawingEvents } from './drawing'
import type { Place } from './ground'
import { addIcons } from './icons'
import { addLayers } from './layers'
import { createMap } from './setup'
import { baseStyle } from './style'

const POINTER_GAP_MS = 100
const CLUSTERS: Record<string, string> = { 'enterprise-cluster': 'enterprise', 'mark-cluster': 'mark' }

type Box = [number, number, number, number]

export interface MapEvents extends DrawingEvents {
  onSite: (id: Id) => void
  /** An open record of a register was clicked. */
  onRecord?: (register: string, id: Id) => void
  /** The layers are there, for the first time or after a change of theme: everything must be put again. */
  onReady: (map: MapLibre) => void
}

/** Room for the layer card on the left of a wide screen, and for the tools on the right of a phone. */
const room = () => ({ top: 16, right: innerWidth > 760 ? 16 : 84, bottom: 16, left: innerWidth > 1100 ? 240 : 16 })
export const reduceMotion = () => matchMedia('(prefers-reduced-motion: reduce)').matches

export function useCountyMap(el: Ref<HTMLElement | undefined>, isWanted: () => boolean, events: MapEvents, wall: { isDark?: boolean; isStill?: boolean } = {}) {
  const prefs = usePrefs()
  const county = useCounty(true)
  const isDark = () => wall.isDark ?? prefs.isDark
  const { t, locale } = useI18n()
  const map = shallowRef<MapLibre>()
  const isReady = ref(false)
  const hasFailed = ref(false)
  /** Near enough to see buildings. */
  const isNear = ref(false)
  const pointer = shallowRef<Place | null>(null)
  /** Source line of a base map by setting, and what is wrong with that setting. */
  const base = shallowRef({ credit: '', trouble: '' })
  let drawing: Drawing | undefined
  let seen: Place | null = null
  const tellPointer = atMostEvery(POINTER_GAP_MS, () => (pointer.value = seen))

  function onStyle() {
    const m = map.value
    if (!m) return
    addIcons(m, t)
    addLayers(m, isDark())
    // the bundled map is there already; one by setting lays itself between its land and its lines
    void import('./base').then(({ addBase }) => addBase(m, isDark())).then((told) => (base.value = told)).catch(() => undefined)
    isReady.value = true
    drawing?.redraw()
    events.onReady(m)
  }
  async function openCluster(m: MapLibre, feature: MapGeoJSONFeature, source: string) {
    const zoom = await m.getSource<GeoJSONSource>(source)!.getClusterExpansionZoom(feature.properties.cluster_id as number)
    const [lon, lat] = (feature.geometry as GeoJSON.Point).coordinates
    m.easeTo({ center: [lon, lat], zoom: zoom + 0.2, duration: reduceMotion() ? 0 : 400 })
  }
  function listen(m: MapLibre) {
    const clickable = ['mark-cluster', 'mark', 'incident', ...RECORD_KINDS.map((kind) => `record-${kind}`), 'pack', 'enterprise', 'enterprise-cluster', 'building-fill', 'building-3d']
    m.on('click', (event) => {
      if (drawing?.isOn()) return
      const [hit] = m.queryRenderedFeatures(event.point, { layers: clickable.filter((id) => m.getLayer(id)) })
      if (!hit) return
      const source = CLUSTERS[hit.layer.id]
      if (source) void openCluster(m, hit, source)
      else if (hit.properties.register) events.onRecord?.(hit.properties.register as string, hit.properties.id as Id)
      else events.onSite(hit.properties.id as Id)
    })
    for (const layer of clickable) {
      m.on('mouseenter', layer, () => !drawing?.isOn() && (m.getCanvas().style.cursor = 'pointer'))
      m.on('mouseleave', layer, () => !drawing?.isOn() && (m.getCanvas().style.cursor = ''))
    }
    m.on('zoomend', () => (isNear.value = m.getZoom() >= 13))
    m.on('mousemove', (event) => {
      seen = [event.lngLat.lng, event.lngLat.lat]
      tellPointer()
    })
  }
  function make() {
    if (map.value || !el.value || !isWanted() || !county.data.value) return
    try {
      const m = createMap({ container: el.value, bounds: county.data.value.view as Box, style: baseStyle(isDark(), county.data.value.code), interactive: !wall.isStill, fitBoundsOptions: { padding: wall.isStill ? 24 : room() } })
      map.value = m
      drawing = createDrawing(m, events)
      m.once('style.load', onStyle)
      m.once('idle', () => el.value?.setAttribute('data-drawn', 'true'))
      if (!wall.isStill) listen(m)
      m.getCanvas().setAttribute('aria-label', t('map.label'))
    } catch {
      hasFailed.value = true
    }
  }
  function end() {
    tellPointer.cancel()
    map.value?.remove()
    map.value = undefined
    isReady.value = false
  }
  watch(
    isDark,
    (dark) => {
      isReady.value = false
      map.value?.setStyle(baseStyle(dark, county.data.value?.code ?? ''), { diff: false })
      map.value?.once('style.load', onStyle)
    },
  )
  watch(locale, () => map.value && isReady.value && addIcons(map.value, t))
  watch(isWanted, (wanted) => (wanted ? make() : end()), { flush: 'post' })
  watch(county.data, make, { flush: 'post' })
  watch(county.error, (error) => { if (error && !county.data.value) hasFailed.value = true })
  onMounted(make)
  onBeforeUnmount(end)

  return {
    map, isReady, hasFailed, isNear, pointer, base,
    drawing: () => drawing,
    fit: () => map.value?.fitBounds(county.data.value!.view as Box, { padding: room(), duration: reduceMotion() ? 0 : 400 }),
    fitTo: (ring: readonly (readonly number[])[]) => {
      const lons = ring.map((p) => p[0])
      const lats = ring.map((p) => p[1])
      map.value?.fitBounds([[Math.min(...lons), Math.min(...lats)], [Math.max(...lons), Math.max(...lats)]], { padding: { ...room(), top: 70, bottom: 90, right: 100 }, maxZoom: 16, duration: reduceMotion() ? 0 : 400 })
    },
    zoom: (by: number) => map.value?.zoomTo(map.value.getZoom() + by, { duration: reduceMotion() ? 0 : 200 }),
    flyTo: (place: Place, least = 11.5) => map.value?.easeTo({ center: place, zoom: Math.max(map.value.getZoom(), least), duration: reduceMotion() ? 0 : 500 }),
  }
}
