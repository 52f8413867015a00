/** Moving marks on a picture: places are shares of its sides, 0 to 1, so they hold at every size. */
import type { Mark } from '../api/plans'

export const STEP = 0.01
export const FAR_STEP = 0.05
const ARROWS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

const held = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * 10_000) / 10_000
export const isSame = (a: Pick<Mark, 'kind' | 'target_id'>, b: Pick<Mark, 'kind' | 'target_id'>) => a.kind === b.kind && a.target_id === b.target_id

/** The list with one mark at another place; it never leaves the picture. */
export const placedAt = (marks: readonly Mark[], which: Mark, x: number, y: number): Mark[] => marks.map((mark) => (isSame(mark, which) ? { ...mark, x: held(x), y: held(y) } : mark))

/** What a key does to the mark that has the focus; null when it is none of ours. */
export function afterKey(marks: readonly Mark[], which: Mark, key: string, isFar: boolean): Mark[] | null {
  if (key === 'Delete' || key === 'Backspace') return marks.filter((mark) => !isSame(mark, which))
  const arrow = ARROWS[key]
  if (!arrow) return null
  const step = isFar ? FAR_STEP : STEP
  return placedAt(marks, which, which.x + arrow[0] * step, which.y + arrow[1] * step)
}

/** Where on the picture a pointer is. */
export const shareOf = (box: Pick<DOMRect, 'left' | 'top' | 'width' | 'height'>, at: { clientX: number; clientY: number }): [number, number] => [held((at.clientX - box.left) / box.width), held((at.clientY - box.top) / box.height)]

const MOST_SIGNS = 9
/** The end of a long name, which tells the points of one room apart; in full they would lie on each other's values. */
export const endOf = (name: string): string => (name.length > MOST_SIGNS ? `…${name.slice(1 - MOST_SIGNS).trimStart()}` : name)
