// Bytes (gzip -9) that each page needs on a first visit, from Vite's manifest. Ends with 1 when the map page is over its limit.
import fs from 'node:fs'
import path from 'node:path'
import zlib from 'node:zlib'

const DIST = path.resolve(process.argv[2] ?? '../src/anlan/web/static/console')
/** The promise is 600 KB; the limit is kept below it, so that growth is seen while it is small. */
const LIMIT_KB = { 'src/pages/MapPage.vue': 590 }
const manifest = JSON.parse(fs.readFileSync(path.join(DIST, 'manifest.json'), 'utf8'))
const size = (file) => zlib.gzipSync(fs.readFileSync(path.join(DIST, file)), { level: 9 }).length

function filesOf(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key].imports ?? []) filesOf(next, seen)
  return seen
}
function needed(key) {
  const chunks = new Set([...filesOf('index.html'), ...filesOf(key)])
  const files = new Set(['index.html'])
  for (const chunk of chunks) for (const file of [manifest[chunk].file, ...(manifest[chunk].css ?? []), ...(manifest[chunk].assets ?? [])]) files.add(file)
  if (key.endsWith('MapPage.vue')) {
    for (const file of fs.readdirSync(path.join(DIST, 'assets'))) if (file.includes('worker')) files.add(`assets/${file}`)
    for (const file of fs.readdirSync(path.join(DIST, 'basemap'))) if (file.endsWith('.json')) files.add(`basemap/${file}`)
  }
  return [...files]
}
let isOver = false
for (const key of Object.keys(manifest).filter((k) => k.startsWith('src/pages/')).sort()) {
  const kb = needed(key).reduce((sum, file) => sum + size(file), 0) / 1024
  const limit = LIMIT_KB[key]
  if (limit && kb > limit) isOver = true
  console.log(`${kb.toFixed(0).padStart(5)} KB  ${key}${limit ? `  (limit ${limit})` : ''}`)
}
process.exitCode = isOver ? 1 : 0
