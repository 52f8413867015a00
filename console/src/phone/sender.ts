/** Sends what waits, in order, each once. No screen and no browser in here, so that every case can be tested. */
import { ApiError } from '../api/client'
import type { IncidentDetail } from '../api/types'
import { allItems, changeItem, type Item, removeItems } from './store'

export interface Wire {
  /** Resolves with the photo's number. */
  photo: (item: Item) => Promise<number>
  /** `photos` are those the command names, each with its number. */
  command: (item: Item, attachment_ids: number[], photos: Item[]) => Promise<void>
  /** The work order as it is now, to say in plain words why a step was refused. */
  incident: (id: string) => Promise<IncidentDetail>
  /** A fresh token for writing, after the server called the page stale. */
  refresh: () => Promise<void>
  now_ms: () => number
}

/** How the run ended: nothing left · no way through, try later · somebody must sign in again. */
export type Outcome = { end: 'empty' | 'later' | 'signed_out'; sent: Item[]; wait_ms?: number }

const LATER = new Set([0, 408, 425, 429])
const isLater = (error: unknown) => error instanceof ApiError && (LATER.has(error.status) || error.status >= 500)

/** One pass over the queue of one person. `words` turns what is known of a refusal into a sentence. */
export async function sendAll(person: string, wire: Wire, words: (item: Item, error: ApiError, now?: IncidentDetail) => string): Promise<Outcome> {
  const sent: Item[] = []
  for (;;) {
    const items = await allItems()
    const item = items.find((one) => one.state === 'waiting' && one.person === person)
    if (!item) return { end: 'empty', sent }
    const held_ms = (item.hold_until_ms ?? 0) - wire.now_ms()
    if (held_ms > 0) return { end: 'later', sent, wait_ms: held_ms }
    const missing = item.photoKeys.map((key) => items.find((one) => one.key === key)).find((photo) => photo?.state === 'refused')
    if (missing) {
      await changeItem(item.id!, { state: 'refused', why: missing.why })
      continue
    }
    try {
      await sendOne(item, items, wire)
      sent.push(item)
    } catch (error) {
      if (!(error instanceof ApiError) || isLater(error)) {
        await changeItem(item.id!, { tries: item.tries + 1 })
        return { end: 'later', sent }
      }
      if (error.status === 401) return { end: 'signed_out', sent }
      const now = item.kind === 'step' ? await wire.incident(item.subject.split(':')[1]).catch(() => undefined) : undefined
      await changeItem(item.id!, { state: 'refused', why: words(item, error, now), tries: item.tries + 1 })
    }
  }
}

async function sendOne(item: Item, items: Item[], wire: Wire): Promise<void> {
  try {
    await deliver(item, items, wire)
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'csrf') throw error
    await wire.refresh()
    await deliver(item, items, wire)
  }
}

async function deliver(item: Item, items: Item[], wire: Wire): Promise<void> {
  if (item.kind === 'photo' || item.kind === 'voice') {
    // The picture itself is no longer needed here; its number is, until the step that names it has arrived.
    await changeItem(item.id!, { attachmentId: await wire.photo(item), state: 'done' })
    return
  }
  const photos = items.filter((one) => item.photoKeys.includes(one.key))
  await wire.command(item, photos.flatMap((one) => one.attachmentId ?? []), photos)
  await removeItems([item.id!, ...photos.map((one) => one.id!)])
}
