// Shows what the platform pushes while no page is open. It caches nothing and reads nothing.
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
      body, tag: key, renotify: Boolean(key), requireInteraction: grade === 'red', data: { link }, icon: '/static/console/favicon.svg',
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
