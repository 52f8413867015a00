/** Web push in this browser: is it possible, is it on, switch it. */
import { call } from './api/client'

/** One worker for everything: it shows pushes and starts the phone pages without a network. */
const WORKER = '/sw.js'

export const canPush = () => 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

async function registration(): Promise<ServiceWorkerRegistration | undefined> {
  return (await navigator.serviceWorker.getRegistrations()).find((r) => r.active?.scriptURL.endsWith(WORKER))
}

export async function isPushOn(): Promise<boolean> {
  if (!canPush() || Notification.permission !== 'granted') return false
  return Boolean(await (await registration())?.pushManager.getSubscription())
}

/** Asks the person, then the browser's push service, then tells the server. False: the person said no. */
export async function turnPushOn(publicKey: string): Promise<boolean> {
  if ((await Notification.requestPermission()) !== 'granted') return false
  await navigator.serviceWorker.register(WORKER)
  const ready = await until(registration)
  const subscription = await ready.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: publicKey })
  await call('/api/me/push-subscriptions', { method: 'POST', body: { subscription: subscription.toJSON(), device: navigator.userAgent.slice(0, 100) } })
  return true
}

export async function turnPushOff(): Promise<void> {
  const subscription = await (await registration())?.pushManager.getSubscription()
  if (!subscription) return
  await call('/api/me/push-subscriptions', { method: 'DELETE', body: { endpoint: subscription.endpoint } })
  await subscription.unsubscribe()
}

async function until<T>(find: () => Promise<T | undefined>): Promise<T> {
  for (let n = 0; n < 50; n++) {
    const found = await find()
    if (found) return found
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
  throw new Error('service worker')
}
