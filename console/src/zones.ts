/** Polygons in fractions of a picture. Pure, so that drawing can be tested without a screen. */
import type { Corner } from './api/cameras'

const inside = (n: number) => Math.min(1, Math.max(0, n))

/** Four digits are a tenth of a pixel of a 1000 px picture, and keep equal zones equal. */
export const rounded = ([x, y]: Corner): Corner => [Math.round(inside(x) * 1e4) / 1e4, Math.round(inside(y) * 1e4) / 1e4]

export const moved = (corners: readonly Corner[], k: number, to: Corner): Corner[] => corners.map((c, n) => (n === k ? rounded(to) : c))

function distance([px, py]: Corner, [ax, ay]: Corner, [bx, by]: Corner): number {
  const length = (bx - ax) ** 2 + (by - ay) ** 2
  const t = length ? inside(((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length) : 0
  return Math.hypot(px - ax - t * (bx - ax), py - ay - t * (by - ay))
}

/** A new corner goes into the nearest edge, so that the polygon never crosses itself for a press beside it. Returns its place. */
export function inserted(corners: readonly Corner[], at: Corner): [Corner[], number] {
  if (corners.length < 3) return [[...corners, rounded(at)], corners.length]
  const edges = corners.map((c, k) => distance(at, c, corners[(k + 1) % corners.length]))
  const k = edges.indexOf(Math.min(...edges)) + 1
  return [[...corners.slice(0, k), rounded(at), ...corners.slice(k)], k]
}
