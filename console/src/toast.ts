import { reactive } from 'vue'

export interface Toast {
  id: number
  text: string
  kind: 'ok' | 'bad'
}

/** Short answers to what a person just did; `shell/ToastList.vue` shows them and reads them out. */
export const toasts = reactive<Toast[]>([])
let next = 1

export function toast(text: string, kind: Toast['kind'] = 'ok'): void {
  const id = next++
  toasts.push({ id, text, kind })
  setTimeout(() => dismiss(id), kind === 'ok' ? 4_000 : 9_000)
}

export function dismiss(id: number): void {
  const at = toasts.findIndex((entry) => entry.id === id)
  if (at >= 0) toasts.splice(at, 1)
}
