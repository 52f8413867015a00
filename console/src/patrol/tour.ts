/**
 * A patrol by video, kept as a check of the kind 视频巡查: every camera of the route is an item of its checklist, so the record
 * says of each what was seen, and a problem becomes a hazard as from any other check.
 */
import type { CameraRow } from '../api/cameras'
import { createRecord, spawn, takeStep, uploadPhoto, type Detail, type Row } from '../registers/api'

/** More would not be looked at, only clicked through. */
export const MOST_CAMERAS = 40
const ROUTE_LENGTH = 500
const CODE = /^cam-(\d+)$/

export interface Stop { item: number; camera: string; title: string; state: string; finding: string }

/** The stops of a patrol, in the order of its route. */
export function stopsOf(rows: readonly Row[]): Stop[] {
  return rows
    .flatMap((row) => {
      const camera = CODE.exec(String(row.values.code ?? ''))?.[1]
      return camera ? [{ item: row.id, camera, title: row.title, state: row.state, finding: String(row.values.finding ?? '') }] : []
    })
    .sort((a, b) => a.item - b.item)
}

/** The next stop that nobody has looked at yet, from `from` on and around. */
export function nextOpen(stops: readonly Stop[], from: number): number | undefined {
  const order = stops.map((_, n) => (from + n) % stops.length)
  return order.find((n) => stops[n]!.state === 'pending')
}

/** The names of a route as its record has room for. */
export function routeText(names: readonly string[]): string {
  const whole = names.join('、')
  return whole.length <= ROUTE_LENGTH ? whole : `${whole.slice(0, ROUTE_LENGTH - 1)}…`
}

export interface Beginning { title: string; day: string; officers: string; assignee: unknown; cameras: readonly CameraRow[]; ask: string }

/** Begin: the check, two people signed in, and one item per camera. */
export async function beginTour({ title, day, officers, assignee, cameras, ask }: Beginning): Promise<number> {
  const check = await createRecord('inspections', { title, kind: 'video', planned_on: day, officers, assignee, camera_route: routeText(cameras.map((c) => c.name)) })
  await takeStep('inspections', check.id, 'start', { officers }, [])
  for (const camera of cameras)
    await createRecord('inspection_items', { title: camera.name, inspection: check.id, code: `cam-${camera.id}`, description: ask, enterprise: camera.enterprise_id })
  return check.id
}

export const seenFine = (stop: Stop) => takeStep('inspection_items', stop.item, 'conforms', {}, [])
export const notSeen = (stop: Stop, reason: string) => takeStep('inspection_items', stop.item, 'skip', { reason }, [])

/** What was found, with the picture it was found in, and the hazard made of it; the picture is its "before". */
export async function foundIssue(stop: Stop, told: { finding: string; category: string; picture: Blob | null }): Promise<Detail> {
  const photos = told.picture ? [await uploadPhoto('inspection_items', new File([told.picture], 'patrol.jpg', { type: 'image/jpeg' }))] : []
  if (stop.state === 'pending') await takeStep('inspection_items', stop.item, 'fails', { finding: told.finding }, photos)
  return spawn('hazards', 'inspection_items', stop.item, { title: told.finding.slice(0, 60), description: told.finding, category: told.category, place: stop.title })
}

export const finishTour = (id: number, summary: string) => takeStep('inspections', id, 'record', { summary }, [])

/** The bytes of a picture that came as base64. */
export const asBlob = (jpeg: string): Blob => new Blob([Uint8Array.from(atob(jpeg), (c) => c.charCodeAt(0))], { type: 'image/jpeg' })
