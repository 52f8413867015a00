import { onBeforeUnmount, onMounted, reactive, watch, type Ref } from 'vue'

import type { CameraView } from '../api/cameras'
import { call } from '../api/client'
import { Rota } from './rota'

const TICK_MS = 500
export interface Shown { view?: CameraView; failure?: unknown }

/** The newest analysed picture of each camera, refreshed in turn while the page is in sight. */
export function usePictures(ids: Ref<number[]>): Map<number, Shown> {
  const rota = new Rota()
  const shown = reactive(new Map<number, Shown>())
  const leaving = new AbortController()
  let timer: ReturnType<typeof setInterval> | undefined

  watch(ids, (now) => {
    rota.keep(now)
    for (const id of shown.keys()) if (!now.includes(id)) shown.delete(id)
  }, { immediate: true })

  async function ask(id: number) {
    try {
      const view = await call<CameraView>(`/api/cameras/${id}/view`, { signal: leaving.signal })
      if (rota.done(id, Date.now(), true)) shown.set(id, { view })
    } catch (failure) {
      // the last picture stays, with its age and why there is no newer one
      if (rota.done(id, Date.now(), false)) shown.set(id, { ...shown.get(id), failure })
    }
  }
  onMounted(() => (timer = setInterval(() => rota.next(Date.now(), document.hidden).forEach((id) => void ask(id)), TICK_MS)))
  onBeforeUnmount(() => {
    clearInterval(timer)
    leaving.abort()
  })
  return shown
}
