// One worker: starts the phone pages without a network, and shows what the platform pushes while no page is open.
// It keeps the program's own files and no answer of the API: what a person may read offline is kept by the pages.
const SHELF = 'anlan-shell-1'
const BASE = '/static/console/'
const PAGE = '/m'

/** Every file that the phone pages may load, from the build's own list. */
async function fill() {
  const shelf = await caches.open(SHELF)
  const page = await fetch(PAGE, { cache: 'no-cache', credentials: 'same-origin' })
  const list = await fetch(`${BASE}manifest.json`, { cache: 'no-cache' })
  if (!page.ok || !list.ok) throw new Error('no build')
  const chunks = await list.json()
  const wanted = new Set([`${BASE}favicon.svg`, `${BASE}phone.webmanifest`, `${BASE}icon-192.png`])
  const walk = (key) => {
    const chunk = chunks[key]
    if (!chunk || wanted.has(BASE + chunk.file)) return
    for (const file of [chunk.file, ...(chunk.css ?? [])]) wanted.add(BASE + file)
    for (const next of chunk.imports ?? []) walk(next)
  }
  Object.keys(chunks).filter((key) => key === 'index.html' || key.startsWith('src/phone/')).forEach(walk)
  const have = new Set((await shelf.keys()).map((request) => new URL(request.url).pathname))
  await Promise.all([...wanted].filter((path) => !have.has(path)).map((path) => shelf.add(path)))
  await shelf.put(PAGE, page) // last: a page is only kept when all its files are
  for (const path of have) if (path !== PAGE && !wanted.has(path)) await shelf.delete(path)
}

self.addEventListener('install', (event) => {
  self.skipWaiting()
  event.waitUntil(fill())
})
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate' && (pathname === PAGE || pathname.startsWith(`${PAGE}/`))) event.respondWith(page(event))
  else if (pathname.startsWith(BASE) && !pathname.startsWith(`${BASE}basemap/`)) event.respondWith(file(request))
})

/** The newest page there is; without a network the kept one. */
async function page(event) {
  try {
    const answer = await fetch(event.request)
    if (answer.ok) event.waitUntil(fill().catch(() => undefined))
    return answer
  } catch (error) {
    const kept = await caches.match(PAGE)
    if (kept) return kept
    throw error
  }
}

/** Names of files change with their content, so a kept one is the right one. */
const file = async (request) => (await caches.match(request)) ?? fetch(request)

self.addEventListener('push', (event) => {
  let told = {}
  try {
    told = event.data?.json() ?? {}
  } catch {
    told = { title: '安澜', body: event.data?.text() ?? '' }
  }
  const { title = '安澜', body = '', link = '', grade = '', key = '' } = told
  // The same key replaces the earlier message: a double is one notification.
  event.waitUntil(
    self.registration.showNotification(title, {
      body, tag: key, renotify: Boolean(key), requireInteraction: grade === 'red', data: { link }, icon: `${BASE}icon-192.png`,
    }),
  )
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const wanted = event.notification.data?.link || '/incidents'
  const address = new URL(wanted, self.location.origin)
  if (address.origin !== self.location.origin) address.href = `${self.location.origin}/incidents`
  event.waitUntil(
    self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then(async (pages) => {
      if (!pages.length) return self.clients.openWindow(address.href)
      await pages[0].focus()
      return pages[0].navigate?.(address.href)
    }),
  )
})
