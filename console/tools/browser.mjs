// Chromium on a machine without a screen or a GPU: WebGL in software, and no traffic of its own.
import { chromium } from 'playwright-core'

const FLAGS = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Debian: apt install chromium chromium-l10n fonts-noto-cjk (without the second, fields for dates are American). Elsewhere set CHROMIUM. */
export const openBrowser = (language) =>
  chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: [...FLAGS, `--lang=${language}`], env: { ...process.env, LANGUAGE: language } })
