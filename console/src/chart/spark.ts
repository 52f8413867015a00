/** A line as wide as a word. */
export const SPARK_WIDTH = 96
export const SPARK_HEIGHT = 24
const EDGE = 2

/** SVG path of a curve within its own range; a gap breaks it, a flat one lies in the middle. Empty below two values. */
export function sparkPath(values: readonly (number | null)[]): string {
  const known = values.filter((v): v is number => v !== null)
  if (known.length < 2) return ''
  const low = Math.min(...known)
  const range = Math.max(...known) - low
  const x = (i: number) => ((i / (values.length - 1)) * SPARK_WIDTH).toFixed(1)
  const y = (v: number) => (range ? SPARK_HEIGHT - EDGE - ((v - low) / range) * (SPARK_HEIGHT - 2 * EDGE) : SPARK_HEIGHT / 2).toFixed(1)
  return values.map((v, i) => (v === null ? '' : `${i === 0 || values[i - 1] === null ? 'M' : 'L'}${x(i)} ${y(v)}`)).join('')
}
