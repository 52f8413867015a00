/**
 * Where the words of lines are written, so that those of lines close together stay readable: `at[i]` is the lower edge of
 * the words of the line at `lines[i]`, in the same units, at least `height` apart and within `top` to `bottom` where they
 * have room. Words stand above their line, and the further out line keeps its place.
 */
export function apart(lines: readonly number[], height: number, top: number, bottom: number): number[] {
  const at = lines.map((y) => Math.min(y, bottom))
  const fromBelow = at.map((_, i) => i).sort((a, b) => at[b]! - at[a]!)
  fromBelow.forEach((i, k) => {
    if (k) at[i] = Math.min(at[i]!, at[fromBelow[k - 1]!]! - height)
  })
  let least = top + height
  for (const i of [...fromBelow].reverse()) {
    at[i] = Math.max(at[i]!, least)
    least = at[i]! + height
  }
  return at
}

/** What says the same of the same once: three points of one kind share their set points. */
export function distinct<T>(things: readonly T[], key: (thing: T) => string): T[] {
  const seen = new Map<string, T>()
  for (const thing of things) if (!seen.has(key(thing))) seen.set(key(thing), thing)
  return [...seen.values()]
}

export interface Flag { x: number; text: string; colour: string }

/** Flags of the same words closer than `near` become one, `HHH ×2`, where the first stands. In order of x. */
export function gathered(flags: readonly Flag[], near: number): Flag[] {
  const made: (Flag & { count: number })[] = []
  for (const flag of [...flags].sort((a, b) => a.x - b.x)) {
    const same = made.find((m) => m.text === flag.text && m.colour === flag.colour && flag.x - m.x < near)
    if (same) same.count++
    else made.push({ ...flag, count: 1 })
  }
  return made.map(({ count, ...flag }) => (count > 1 ? { ...flag, text: `${flag.text} ×${count}` } : flag))
}

/** The row of each of `xs` (in order), so that two closer than `width` are in different rows. */
export function rows(xs: readonly number[], width: number): number[] {
  const ends: number[] = []
  return xs.map((x) => {
    let row = ends.findIndex((end) => end <= x)
    if (row < 0) row = ends.length
    ends[row] = x + width
    return row
  })
}
