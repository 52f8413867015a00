/** Where the phone is, asked once and with a limit: a photo never waits long for a satellite. */
export interface Place {
  lon: number
  lat: number
  accuracy_m: number
}

export const PLACE_WITHIN_MS = 7_000

export function placeNow(within_ms = PLACE_WITHIN_MS): Promise<Place | null> {
  if (!('geolocation' in navigator)) return Promise.resolve(null)
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), within_ms)
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        clearTimeout(timer)
        resolve({ lon: coords.longitude, lat: coords.latitude, accuracy_m: coords.accuracy })
      },
      () => {
        clearTimeout(timer)
        resolve(null)
      },
      { enableHighAccuracy: true, timeout: within_ms, maximumAge: 30_000 },
    )
  })
}

const EARTH_M = 6_371_000
const rad = (degrees: number) => (degrees * Math.PI) / 180

/** Metres along the earth's surface (haversine); good to 0.5 %. */
export function distance_m(a: { lon: number; lat: number }, b: { lon: number; lat: number }): number {
  const h = Math.sin(rad(b.lat - a.lat) / 2) ** 2 + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * Math.sin(rad(b.lon - a.lon) / 2) ** 2
  return 2 * EARTH_M * Math.asin(Math.sqrt(Math.min(1, h)))
}

/** 80 米 · 1.2 公里 */
export function asDistance(m: number, language: string): string {
  const far = m >= 1_000
  const n = far ? (m / 1_000).toFixed(m < 10_000 ? 1 : 0) : String(Math.round(m / 10) * 10)
  return `${n} ${language === 'en' ? (far ? 'km' : 'm') : far ? '公里' : '米'}`
}
