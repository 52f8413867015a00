import { onBeforeUnmount, onMounted } from 'vue'

import { makeHold } from './hold'

/** A hold that ends when the window loses the focus, the tab is hidden or the page is left. */
export function useHold(...how: Parameters<typeof makeHold>) {
  const hold = makeHold(...how)
  const onHide = () => document.hidden && hold.release()
  onMounted(() => {
    addEventListener('blur', hold.release)
    document.addEventListener('visibilitychange', onHide)
  })
  onBeforeUnmount(() => {
    hold.release()
    removeEventListener('blur', hold.release)
    document.removeEventListener('visibilitychange', onHide)
  })
  return hold
}
