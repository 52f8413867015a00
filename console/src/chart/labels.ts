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
