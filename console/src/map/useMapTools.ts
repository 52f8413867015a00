/** The tool in the officer's hand: measuring, a circle, the ammonia estimate, plotting. One at a time. */
import { computed, ref, shallowRef } from 'vue'

import type { Plume } from '../api/map'
import type { Id } from '../api/types'
import { useSpeech } from '../composables'
import type { Drawing, Tool } from './drawing'
import { asDistance, type Place } from './ground'

export const TOOLS: readonly Tool[] = ['measure', 'circle', 'plume', 'route', 'plot']

export function useMapTools(drawing: () => Drawing | undefined) {
  const { t } = useSpeech()
  const tool = ref<Tool | null>(null)
  const size_m = ref(0)
  const ring = shallowRef<{ middle: Place; radius_m: number } | null>(null)
  const source = shallowRef<Place | null>(null)
  const plume = shallowRef<Plume | null>(null)
  /** Where a route leads. */
  const goal = shallowRef<Place | null>(null)
  /** Whose buildings are edited. */
  const builtAt = ref<Id | null>(null)
  /** The side panel belongs to the tool, not to the list of alarms. */
  const hasPanel = computed(() => tool.value === 'plume' || tool.value === 'plot' || tool.value === 'building' || tool.value === 'route' || ring.value !== null)
  const hint = computed(() => {
    if (tool.value === 'building' || tool.value === 'route') return ''
    if (tool.value === 'measure' && size_m.value > 0) return t('atlas.measured', { d: asDistance(size_m.value) })
    return tool.value && tool.value !== 'plot' && !source.value && !ring.value ? t(`atlas.${tool.value}Hint`) : ''
  })

  function take(next: Tool | null) {
    tool.value = tool.value === next ? null : next
    goal.value = null
    source.value = null
    // a route is drawn around what was found to be closed
    if (tool.value !== 'route') {
      ring.value = null
      plume.value = null
    }
    drawing()?.start(tool.value)
  }
  /** Escape: a line that is being drawn ends first, then the tool is put away. */
  const leave = () => (tool.value === 'measure' && drawing()?.isDrawing() ? drawing()?.finish() : take(null))
  function estimateAt(place: Place) {
    take(null)
    tool.value = 'plume'
    drawing()?.put('plume', [place])
    source.value = place
  }
  function routeTo(place: Place) {
    if (tool.value !== 'route') take('route')
    goal.value = place
  }
  function buildAt(site: Id) {
    take(null)
    take('building')
    builtAt.value = site
  }
  function encircle(middle: Place, radius_m: number) {
    ring.value = { middle, radius_m }
    drawing()?.put('circle', [middle, [middle[0], middle[1] + radius_m / 111_195]])
  }
  const setRadius = (radius_m: number) => ring.value && encircle(ring.value.middle, radius_m)

  return { tool, size_m, ring, source, plume, goal, builtAt, hasPanel, hint, take, leave, estimateAt, routeTo, buildAt, encircle, setRadius }
}
export type MapTools = ReturnType<typeof useMapTools>
