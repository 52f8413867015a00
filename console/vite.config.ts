/// <reference types="vitest/config" />
import vue from '@vitejs/plugin-vue'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'
import Components from 'unplugin-vue-components/vite'
import { defineConfig } from 'vite'

const BACKEND = process.env.ANLAN_API ?? 'http://127.0.0.1:4581'

/** Large libraries get chunks of their own, so that a page loads only what it uses. */
const CHUNKS: [needle: string, chunk: string][] = [
  ['node_modules/maplibre-gl', 'map'],
  ['node_modules/uplot', 'chart'],
  ['node_modules/element-plus', 'forms'],
  ['node_modules/@vueuse', 'forms'],
  ['node_modules/async-validator', 'forms'],
  ['node_modules/dayjs', 'forms'],
  ['node_modules/lodash', 'forms'],
  ['node_modules/@popperjs', 'forms'],
  ['node_modules/@floating-ui', 'forms'],
]

export default defineConfig(({ command }) => ({
  base: command === 'build' ? '/static/console/' : '/',
  plugins: [vue(), Components({ dts: false, dirs: [], resolvers: [ElementPlusResolver()] })],
  worker: { format: 'es' }, // MapLibre 6 ships its worker as an ES module; any other format leaves the map blank
  build: {
    outDir: process.env.ANLAN_CONSOLE_OUT ?? '../src/anlan/web/static/console',
    emptyOutDir: true,
    manifest: 'manifest.json',
    target: 'es2022',
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      output: { manualChunks: (id: string) => CHUNKS.find(([needle]) => id.includes(needle))?.[1] },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: Object.fromEntries(['/api', '/events', '/healthz'].map((path) => [path, { target: BACKEND }])),
  },
  test: { include: ['tests/**/*.test.ts'], environment: 'node' },
}))
