/** What the phone keeps when it is closed, in IndexedDB: commands that wait, and what was last seen of the server. */
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'

/** What the phone itself knows of the moment a photo was taken. Never read from the file: browsers strip it. */
export interface PhotoFacts {
  captured_at: string
  lon?: number
  lat?: number
  accuracy_m?: number
}

export type ItemKind = 'photo' | 'step' | 'observation' | 'usefulness' | 'support' | 'check' | 'signin' | 'voice'
/** waiting: to be sent · done: a photo that arrived and waits for its step · refused: a person must decide */
export type ItemState = 'waiting' | 'done' | 'refused'

export interface Item {
  /** Order of sending; given by the database. */
  id?: number
  /** The idempotency key: the same command twice happens once. */
  key: string
  kind: ItemKind
  /** Whose command it is; nobody else's sign-in sends it. */
  person: string
  personName: string
  /** What it is about: `incident:5`, `observation:<key>`, `check:7` and, for one of its questions, `check:7:TY-3`. */
  subject: string
  /** What to call it in the list. */
  label: string
  at: string
  path: string
  body: Record<string, unknown>
  /** Keys of photos whose numbers go into `attachment_ids`. */
  photoKeys: string[]
  blob?: ArrayBuffer
  facts?: PhotoFacts
  /** Not sent before this instant: the position may still come. */
  hold_until_ms?: number
  state: ItemState
  attachmentId?: number
  why?: string
  tries: number
}

export interface Seen {
  path: string
  person: string
  at: string
  data: unknown
}

interface Schema extends DBSchema {
  queue: { key: number; value: Item }
  seen: { key: [string, string]; value: Seen }
}

/** Full when one of them is reached: then nothing more is taken, and it says so. What is in stays in. */
export const MOST_ITEMS = 300
export const MOST_PHOTO_BYTES = 150 * 2 ** 20
const MOST_SEEN = 200

export class QueueFull extends Error {}

let opened: Promise<IDBPDatabase<Schema>> | undefined

export function database(): Promise<IDBPDatabase<Schema>> {
  opened ??= openDB<Schema>('anlan-phone', 1, {
    upgrade(db) {
      db.createObjectStore('queue', { keyPath: 'id', autoIncrement: true })
      db.createObjectStore('seen', { keyPath: ['person', 'path'] })
    },
  })
  return opened
}

/** Tests begin with an empty phone. */
export async function forgetDatabase(): Promise<void> {
  ;(await opened)?.close()
  opened = undefined
}

export const allItems = async (): Promise<Item[]> => (await database()).getAll('queue')

/** Keep one more; resolves when it is on disk. */
export async function addItem(item: Item): Promise<Item> {
  const items = await allItems()
  const bytes = items.reduce((sum, one) => sum + (one.blob?.byteLength ?? 0), item.blob?.byteLength ?? 0)
  if (items.length >= MOST_ITEMS || bytes > MOST_PHOTO_BYTES) throw new QueueFull()
  try {
    const db = await database()
    const work = db.transaction('queue', 'readwrite', { durability: 'strict' })
    const [id] = await Promise.all([work.store.add(item), work.done])
    return { ...item, id }
  } catch (error) {
    if (isFull(error)) throw new QueueFull()
    throw error
  }
}

/** Change what is still there; an item that was sent and removed meanwhile stays removed. */
export async function changeItem(id: number, change: Partial<Item>): Promise<void> {
  const work = (await database()).transaction('queue', 'readwrite')
  const now = await work.store.get(id)
  if (now) await work.store.put({ ...now, ...change })
  await work.done
}

export async function removeItems(ids: number[]): Promise<void> {
  const work = (await database()).transaction('queue', 'readwrite')
  await Promise.all([...ids.map((id) => work.store.delete(id)), work.done])
}

export async function keepSeen(seen: Seen): Promise<void> {
  try {
    const db = await database()
    await db.put('seen', seen)
    const all = await db.getAll('seen')
    const old = all.sort((a, b) => (a.at < b.at ? 1 : -1)).slice(MOST_SEEN)
    await Promise.all(old.map((one) => db.delete('seen', [one.person, one.path])))
  } catch {
    // A copy for dark hours: where it cannot be kept, the page still has the answer itself.
  }
}

export const lastSeen = async (person: string, path: string): Promise<Seen | undefined> => (await database()).get('seen', [person, path])

const isFull = (error: unknown) => error instanceof Error && (error.name === 'QuotaExceededError' || /quota/i.test(error.message))
