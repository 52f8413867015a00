import { VueQueryPlugin } from '@tanstack/vue-query'
import { createPinia } from 'pinia'
import { createApp } from 'vue'

import { onSignedOut } from './api/client'
import { askAgainInEach, queryClient } from './api/queries'
import App from './App.vue'
import { i18n, loadLanguage } from './i18n'
import { createConsoleRouter } from './router'
import { usePrefs } from './stores/prefs'
import { useSession } from './stores/session'
import './styles/tokens.css'
import './styles/base.css'

const app = createApp(App).use(createPinia()).use(i18n).use(VueQueryPlugin, { queryClient })
await loadLanguage(usePrefs().language).catch(() => undefined)
askAgainInEach(() => usePrefs().language)
const router = createConsoleRouter()
onSignedOut(() => {
  useSession().me = null
  const { fullPath, name } = router.currentRoute.value
  if (name !== 'sign-in') void router.replace({ name: 'sign-in', query: { next: fullPath } })
})
app.use(router).mount('#app')
