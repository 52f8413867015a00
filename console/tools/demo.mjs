// A county in a box of one's own, for pictures: ports and a folder that nothing else uses, gone with the last picture.
import { spawn } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'

const PORTS = ['HTTP', 'HTTP_INGEST', 'MQTT', 'HJ212', 'NATS']
const START_LIMIT_S = 900
const STOP_LIMIT_S = 60

/** Below 32768, so that no outgoing connection is given it meanwhile. */
async function freePort() {
  for (;;) {
    const port = 18_000 + Math.floor(Math.random() * 14_000)
    const server = net.createServer()
    const isFree = await new Promise((tell) => server.once('error', () => tell(false)).listen(port, '127.0.0.1', () => tell(true)))
    if (isFree) return new Promise((tell) => server.close(() => tell(port)))
  }
}

export const answers = (origin) => fetch(`${origin}/healthz`).then((told) => told.ok, () => false)

const ended = (child) => child.exitCode !== null || child.signalCode !== null
const seconds = (s) => new Promise((go) => setTimeout(go, s * 1000))

/** Start `anlan demo` of this checkout. The data is on the disk: /tmp is memory on some machines. */
export async function startDemo(root) {
  const data = fs.mkdtempSync(path.join(process.env.TMPDIR ?? os.tmpdir(), 'anlan-pictures-'))
  const env = /** @type {Record<string, string | undefined>} */ ({ ...process.env, ANLAN_DATA: data })
  for (const name of PORTS) env[`ANLAN_${name}_PORT`] = String(await freePort())
  const log = fs.openSync(path.join(data, 'demo.log'), 'a')
  const child = spawn(path.join(root, '.venv', 'bin', 'anlan'), ['demo'], { cwd: root, env, stdio: ['ignore', log, log] })
  const demo = { origin: `http://127.0.0.1:${env.ANLAN_HTTP_PORT}`, accounts: path.join(data, 'demo', 'handover.json'), data, stop: () => stop(child, data) }
  for (let waited = 0; !(fs.existsSync(demo.accounts) && (await answers(demo.origin))); waited += 2) {
    if (ended(child) || waited > START_LIMIT_S) { await stop(child, null); throw new Error(`the demo did not start; see ${data}/demo.log`) }
    await seconds(2)
  }
  return demo
}

async function stop(child, data) {
  child.kill('SIGINT')
  for (let waited = 0; !ended(child) && waited < STOP_LIMIT_S; waited += 1) await seconds(1)
  if (!ended(child)) child.kill('SIGKILL')
  if (data) fs.rmSync(data, { recursive: true, force: true })
}
