import { createRouter, createWebHistory, type RouteLocationNormalized, type RouteRecordRaw, type Router } from 'vue-router'

import { queryClient } from './api/queries'
import { i18n, loadWords, type Pack } from './i18n'
import { homeOf } from './shell/roles'
import { useSession } from './stores/session'

export const routes: RouteRecordRaw[] = [
  { path: '/sign-in', name: 'sign-in', component: () => import('./pages/SignIn.vue'), meta: { title: 'signIn.title', open: true } },
  // never drawn: the guard leads on, once it is known who asks
  { path: '/', name: 'home', meta: {}, component: { render: () => null } },
  { path: '/map', name: 'map', component: () => import('./pages/MapPage.vue'), meta: { title: 'nav.map', lean: true } },
  { path: '/alarms', name: 'alarms', component: () => import('./pages/AlarmQueue.vue'), meta: { title: 'alarms.title' } },
  { path: '/alarms/:id', name: 'alarm', component: () => import('./pages/AlarmPage.vue'), props: true, meta: { title: 'alarms.title' } },
  { path: '/silences', name: 'silences', component: () => import('./pages/SilencesPage.vue'), meta: { title: 'silences.title' } },
  { path: '/incidents', name: 'incidents', component: () => import('./pages/IncidentBoard.vue'), meta: { title: 'incidents.title' } },
  { path: '/incidents/:id', name: 'incident', component: () => import('./pages/IncidentPage.vue'), props: true, meta: { title: 'incidents.title' } },
  { path: '/enterprises', name: 'enterprises', component: () => import('./pages/EnterpriseList.vue'), meta: { title: 'enterprises.title' } },
  { path: '/enterprises/:id', name: 'enterprise', component: () => import('./pages/EnterprisePage.vue'), props: true, meta: { title: 'enterprises.title', words: ['file', 'workbench'] } },
  { path: '/cameras', name: 'cameras', component: () => import('./pages/CameraList.vue'), meta: { title: 'cameras.title', words: 'cameras' } },
  { path: '/cameras/:id', name: 'camera', component: () => import('./pages/CameraPage.vue'), props: true, meta: { title: 'cameras.title', words: 'cameras' } },
  { path: '/cameras/:id/scenes/:scene', name: 'scene', component: () => import('./pages/SceneEditor.vue'), props: true, meta: { title: 'scene.where', words: 'cameras' } },
  { path: '/cameras/:id/playback', name: 'playback', component: () => import('./pages/PlaybackPage.vue'), props: true, meta: { title: 'playback.title', words: 'cameras' } },
  { path: '/review', name: 'review', component: () => import('./pages/ReviewPage.vue'), meta: { title: 'review.title', words: 'cameras' } },
  { path: '/gb28181', name: 'gb28181', component: () => import('./pages/Gb28181Page.vue'), meta: { title: 'gb28181.title', words: 'cameras' } },
  { path: '/wall', name: 'wall', component: () => import('./pages/WallPage.vue'), meta: { title: 'wall.title', words: 'cameras' } },
  { path: '/patrol', name: 'patrols', component: () => import('./pages/PatrolPage.vue'), meta: { title: 'patrol.title', words: 'cameras' } },
  { path: '/patrol/:id', name: 'patrol', component: () => import('./pages/PatrolTour.vue'), props: true, meta: { title: 'patrol.title', words: 'cameras' } },
  { path: '/leader', name: 'leader', component: () => import('./pages/LeaderPage.vue'), meta: { title: 'nav.leader', words: 'figures' } },
  { path: '/figures', name: 'figures', component: () => import('./pages/FiguresPage.vue'), meta: { title: 'nav.figures', words: 'figures' } },
  { path: '/indices', name: 'indices', component: () => import('./pages/IndexPage.vue'), meta: { title: 'nav.indices', words: 'figures' } },
  { path: '/bulletins', name: 'bulletins', component: () => import('./pages/BulletinsPage.vue'), meta: { title: 'nav.bulletins', words: 'figures' } },
  { path: '/registers', name: 'registers', component: () => import('./pages/RegisterHub.vue'), meta: { title: 'register.title' } },
  { path: '/registers/:name', name: 'register', component: () => import('./pages/RegisterPage.vue'), props: true, meta: { title: 'register.title' } },
  { path: '/registers/:name/:id', name: 'record', component: () => import('./pages/RecordPage.vue'), props: true, meta: { title: 'register.title' } },
  { path: '/reports', name: 'reports', component: () => import('./pages/ReportsPage.vue'), meta: { title: 'nav.reports' } },
  { path: '/deliveries', name: 'deliveries', component: () => import('./pages/DeliveriesPage.vue'), meta: { title: 'nav.deliveries' } },
  { path: '/rosters', name: 'rosters', component: () => import('./pages/RosterPage.vue'), meta: { title: 'duty.rosters' } },
  { path: '/rosters/:id', name: 'roster', component: () => import('./pages/RosterPage.vue'), props: true, meta: { title: 'duty.rosters' } },
  { path: '/rosters/:id/handover', name: 'handover', component: () => import('./pages/HandoverPage.vue'), props: true, meta: { title: 'duty.handover' } },
  { path: '/calendar', name: 'calendar', component: () => import('./pages/CalendarPage.vue'), meta: { title: 'nav.calendar', words: 'calendar' } },
  { path: '/dispatch', name: 'dispatch', component: () => import('./pages/PolicyPage.vue'), meta: { title: 'duty.policies' } },
  { path: '/setup', name: 'setup', component: () => import('./pages/SetupPage.vue'), meta: { title: 'nav.setup', words: 'workbench' } },
  { path: '/trends', name: 'trends', component: () => import('./pages/TrendPage.vue'), meta: { title: 'nav.trends', words: 'workbench' } },
  { path: '/arrivals', name: 'arrivals', component: () => import('./pages/ArrivalPage.vue'), meta: { title: 'nav.arrivals', words: 'file' } },
  { path: '/merges', name: 'merges', component: () => import('./pages/MergePage.vue'), meta: { title: 'nav.merges', words: 'file' } },
  { path: '/rules', name: 'rules', component: () => import('./pages/RulesPage.vue'), meta: { title: 'nav.rules', words: 'workbench' } },
  { path: '/unknown', name: 'unknown', component: () => import('./pages/UnknownSources.vue'), meta: { title: 'unknown.title' } },
  { path: '/import', name: 'import', component: () => import('./pages/ImportPage.vue'), meta: { title: 'importing.title', words: 'office' } },
  { path: '/boundaries', name: 'boundaries', component: () => import('./pages/BoundaryPage.vue'), meta: { title: 'importing.boundaries', words: 'office' } },
  { path: '/me/notices', name: 'my-notices', component: () => import('./pages/MyNotices.vue'), meta: { title: 'mine.title' } },
  { path: '/notice-channels', name: 'notice-channels', component: () => import('./pages/NoticeChannels.vue'), meta: { title: 'channels.title', words: 'office' } },
  { path: '/broadcasts', name: 'broadcasts', component: () => import('./pages/BroadcastsPage.vue'), meta: { title: 'broadcasts.title', words: 'office' } },
  { path: '/reporting', name: 'reporting', component: () => import('./pages/ReportingPage.vue'), meta: { title: 'reporting.title', words: 'office' } },
  { path: '/health', name: 'health', component: () => import('./pages/HealthPage.vue'), meta: { title: 'system.title' } },
  { path: '/screen', name: 'screen', component: () => import('./pages/ScreenPage.vue'), meta: { title: 'screen.title', bare: true } },
  { path: '/account', name: 'account', component: () => import('./pages/AccountPage.vue'), meta: { title: 'account.title' } },
  { path: '/learning', name: 'learning', component: () => import('./pages/LearningPage.vue'), meta: { title: 'learning.title' } },
  { path: '/m', name: 'phone', component: () => import('./phone/PhoneHome.vue'), meta: { title: 'phone.title', phone: true, words: 'phone' } },
  { path: '/m/orders/:id', name: 'phone-order', component: () => import('./phone/PhoneOrder.vue'), props: true, meta: { title: 'phone.order', phone: true, words: 'phone' } },
  { path: '/m/report', name: 'phone-report', component: () => import('./phone/PhoneReport.vue'), meta: { title: 'phone.report.title', phone: true, words: 'phone' } },
  { path: '/m/checks', name: 'phone-checks', component: () => import('./phone/PhoneChecks.vue'), meta: { title: 'phone.check.title', phone: true, words: 'phone' } },
  { path: '/m/checks/:id', name: 'phone-check', component: () => import('./phone/PhoneCheck.vue'), props: true, meta: { title: 'phone.check.title', phone: true, words: 'phone' } },
  { path: '/m/points', name: 'phone-points', component: () => import('./phone/PhonePoints.vue'), meta: { title: 'phone.points.title', phone: true, words: 'phone' } },
  { path: '/m/queue', name: 'phone-queue', component: () => import('./phone/PhoneQueue.vue'), meta: { title: 'phone.queue.title', phone: true, words: 'phone' } },
  { path: '/:rest(.*)*', name: 'not-found', component: () => import('./pages/NotFound.vue'), meta: { title: 'notFound.title' } },
]

/** What a page's words are in, beyond the console's own: `lean` pages do without the common pack. */
export function packsOf({ meta }: Pick<RouteLocationNormalized, 'meta'>): Pack[] {
  const isLean = meta.lean || meta.open || meta.phone
  return [...(isLean ? [] : (['pages'] as const)), ...([meta.words ?? []].flat() as Pack[])]
}

const FIELD_ROLES = /^(enterprise_|grid_officer|town_officer)/

/** Where each role begins its work: people in the field, on a phone, with the phone's pages. */
function landing(): string {
  const role = useSession().me?.role ?? ''
  if (FIELD_ROLES.test(role) && matchMedia('(max-width: 760px)').matches) return '/m'
  return homeOf(role)
}

async function guard(to: RouteLocationNormalized) {
  const session = useSession()
  if (session.me === undefined) await session.load().catch(() => to.meta.phone && session.remember())
  if (session.me?.unfinished && to.name !== 'account') return { name: 'account' }
  if (session.me) return to.name === 'sign-in' || to.name === 'home' ? landing() : true
  queryClient.clear()
  if (to.meta.open) return true
  return { name: 'sign-in', query: to.fullPath === '/' ? {} : { next: to.fullPath } }
}

export function createConsoleRouter(): Router {
  const router = createRouter({
    history: createWebHistory('/'),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.beforeEach(guard)
  // asked for beside the page itself, not after it; without a network the words of a page not seen before are missing, as it is
  router.beforeEach((to) => void loadWords(packsOf(to)).catch(() => undefined))
  router.beforeResolve((to) => loadWords(packsOf(to)).catch(() => undefined))
  router.afterEach((to) => {
    const { t } = i18n.global
    document.title = `${t(String(to.meta.title ?? 'app.name'))} · ${t('app.name')}`
  })
  return router
}
