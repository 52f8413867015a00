// Chromium on a machine without a screen or a GPU: WebGL in software, and no traffic of its own.
import { chromium } from 'playwright-core'

const FLAGS = ['--no-sandbox', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader', '--ignore-gpu-blocklist', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync']

/** Debian: apt install chromium fonts-noto-cjk. Elsewhere set CHROMIUM. */
export const openBrowser = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: FLAGS })
