/** Distances and positions on the ground, as the server's `domain/geodesy.py`, and the shift of most Chinese web maps. */
export type Place = [lon: number, lat: number]

const EARTH_M = 6_371_008.8
const rad = (deg: number) => (deg * Math.PI) / 180
const deg = (r: number) => (r * 180) / Math.PI

export function distance_m(a: Place, b: Place): number {
  const half = Math.sin(rad(b[1] - a[1]) / 2) ** 2 + Math.cos(rad(a[1])) * Math.cos(rad(b[1])) * Math.sin(rad(b[0] - a[0]) / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(half)))
}
export const length_m = (line: readonly Place[]): number => line.slice(1).reduce((sum, place, i) => sum + distance_m(line[i], place), 0)

/** Corners of a circle on the ground, closed. */
export function circle(middle: Place, radius_m: number, corners = 72): Place[] {
  const tall = deg(radius_m / EARTH_M)
  const wide = tall / Math.cos(rad(middle[1]))
  return Array.from({ length: corners + 1 }, (_, i) => {
    const angle = (2 * Math.PI * i) / corners
    return [middle[0] + wide * Math.sin(angle), middle[1] + tall * Math.cos(angle)]
  })
}

/** 860 m · 1.24 km */
export const asDistance = (m: number): string => (m < 1000 ? `${Math.round(m)} m` : `${(m / 1000).toFixed(m < 10_000 ? 2 : 1)} km`)

const AXIS_M = 6378245
const ECC2 = 0.00669342162296594323
const PI = Math.PI

/** WGS-84 → GCJ-02: what a person reads out of, or types into, a phone's map. Only for showing; nothing is stored so. */
export function toGcj02([lon, lat]: Place): Place {
  const x = lon - 105
  const y = lat - 35
  const waves = (a: number, b: number, c: number, n: number, m: number, k: number) => ((a * Math.sin(n * PI) + b * Math.sin((n / m) * PI) + c * Math.sin((n / k) * PI)) * 2) / 3
  const common = ((20 * Math.sin(6 * x * PI) + 20 * Math.sin(2 * x * PI)) * 2) / 3
  const east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * Math.sqrt(Math.abs(x)) + common + waves(20, 40, 0, x, 3, 1) + ((150 * Math.sin((x / 12) * PI) + 300 * Math.sin((x / 30) * PI)) * 2) / 3
  const north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * Math.sqrt(Math.abs(x)) + common + waves(20, 40, 0, y, 3, 1) + ((160 * Math.sin((y / 12) * PI) + 320 * Math.sin((y * PI) / 30)) * 2) / 3
  const root = 1 - ECC2 * Math.sin(rad(lat)) ** 2
  return [lon + deg(east / ((AXIS_M / Math.sqrt(root)) * Math.cos(rad(lat)))), lat + deg(north / ((AXIS_M * (1 - ECC2)) / (root * Math.sqrt(root))))]
}
export function fromGcj02(place: Place): Place {
  let guess: Place = [...place]
  for (let i = 0; i < 6; i += 1) {
    const there = toGcj02(guess)
    guess = [guess[0] + place[0] - there[0], guess[1] + place[1] - there[1]]
  }
  return guess
}

/** "120.658, 27.776" typed or pasted by a person; null when it is no place in China. */
export function parsePlace(text: string): Place | null {
  const found = /^\s*(\d{2,3}\.\d+)\s*[,，\s]\s*(\d{1,2}\.\d+)\s*$/.exec(text)
  if (!found) return null
  const [lon, lat] = [Number(found[1]), Number(found[2])]
  return lon >= 73 && lon <= 136 && lat >= 3 && lat <= 54 ? [lon, lat] : null
}
