/// <reference types="vitest/config" />
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import Components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'

const BACKEND = process.env.ANLAN_API ?? 'http://127.0.0.1:4581'

/** Large libraries get chunks of their own, so that a page loads only what it uses. */
const CHUNKS: [needle: RegExp, chunk: string][] = [
  [/node_modules\/(vue|@vue|vue-router|vue-i18n|@intlify|pinia|@tanstack)\//, 'base'],
  [/node_modules\/maplibre-gl\//, 'map'],
  [/node_modules\/uplot\//, 'chart'],
  [/node_modules\/(element-plus|@element-plus|@vueuse|async-validator|dayjs|lodash[^/]*|@popperjs|@floating-ui)\//, 'forms'],
]

export default defineConfig(({ command }) => ({
  base: command === 'build' ? '/static/console/' : '/',
  plugins: [vue(), Components({ dts: false, dirs: [], resolvers: [ElementPlusResolver()] })],
  // parts of the translation library that nobody here uses: its older interface, its components, its tools for developers
  define: { __VUE_I18N_LEGACY_API__: false, __VUE_I18N_FULL_INSTALL__: false, __INTLIFY_PROD_DEVTOOLS__: false },
  worker: { format: 'es' }, // MapLibre 6 ships its worker as an ES module; any other format leaves the map blank
  build: {
    outDir: process.env.ANLAN_CONSOLE_OUT ?? '../src/anlan/web/static/console',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      output: { manualChunks: (id: string) => CHUNKS.find(([needle]) => needle.test(id))?.[1] },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/api', '/events', '/healthz'].map((path) => [path, { target: BACKEND }])),
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
}))
