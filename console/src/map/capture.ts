/** The map as a picture for a report: what is drawn, when, on whose data, what the marks mean, and 估算 where a plume is. */
import type { Map as MapLibre } from 'maplibre-gl'

import type { Plume } from '../api/map'
import { asClock, asDateTime } from '../format'
import { GRADES } from '../grades'
import { asDistance, distance_m } from './ground'

const FONT = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif'
const PURPLE = '#6b2fa0'
const RISK = { red: '#c8102e', orange: '#e0761f', yellow: '#f2c200', blue: '#1463c7' } as const
const FOOT_PX = 92
const SCALES_M = [50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000]
const SCALE_PX = 140

export interface Caption {
  county: string
  /** The instant that the map shows, and whether that is the past. */
  at_ms: number
  isPast: boolean
  plume: Plume | null
  /** Names of the layers that are on. */
  layers: string[]
  credits: string[]
  t: (key: string, named?: Record<string, unknown>) => string
}

/** The longest round distance that is not wider than the scale's room. */
export function scaleOf(m_per_px: number): { m: number; px: number } {
  const m = [...SCALES_M].reverse().find((one) => one / m_per_px <= SCALE_PX) ?? SCALES_M[0]!
  return { m, px: m / m_per_px }
}

export function linesOf({ county, at_ms, isPast, plume, t }: Omit<Caption, 'layers' | 'credits'>): { title: string; warning: string } {
  const title = `${county} ${t('nav.map')} ${asDateTime(at_ms)}${isPast ? ` · ${t('atlas.past.watermark')}` : ''}`
  const warning = plume ? t('atlas.plumes.onMap', { wind: plume.scenario.wind_m_s, from: plume.scenario.wind_from_deg, at: asClock(plume.as_of) }) : ''
  return { title, warning }
}

/** The map's own pixels: they can be read only while it draws. */
function pixels(map: MapLibre): Promise<ImageBitmap> {
  return new Promise((resolve, reject) => {
    map.once('render', () => createImageBitmap(map.getCanvas()).then(resolve, reject))
    map.triggerRepaint()
  })
}

export async function capture(map: MapLibre, caption: Caption): Promise<Blob> {
  const drawn = await pixels(map)
  const { clientWidth: width, clientHeight: height } = map.getCanvas()
  const ratio = drawn.width / width
  const sheet = document.createElement('canvas')
  sheet.width = drawn.width
  sheet.height = Math.round((height + FOOT_PX) * ratio)
  const x = sheet.getContext('2d')!
  x.drawImage(drawn, 0, 0)
  x.scale(ratio, ratio)
  drawScale(x, map, width, height)
  const { title, warning } = linesOf(caption)
  if (warning) drawWarning(x, warning, width)
  if (caption.isPast) drawPast(x, caption.t('atlas.past.watermark'), width, height)
  drawFoot(x, caption, title, width, height)
  return new Promise((resolve, reject) => sheet.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('no picture'))), 'image/png'))
}

function drawScale(x: CanvasRenderingContext2D, map: MapLibre, width: number, height: number) {
  const [a, b] = [map.unproject([width / 2, height / 2]), map.unproject([width / 2 + 100, height / 2])]
  const { m, px } = scaleOf(distance_m([a.lng, a.lat], [b.lng, b.lat]) / 100)
  const left = width - px - 20
  x.fillStyle = '#ffffffd9'
  x.fillRect(left - 8, height - 40, px + 16, 32)
  x.strokeStyle = x.fillStyle = '#17212b'
  x.lineWidth = 2
  x.beginPath()
  x.moveTo(left, height - 20)
  x.lineTo(left, height - 14)
  x.lineTo(left + px, height - 14)
  x.lineTo(left + px, height - 20)
  x.stroke()
  x.font = `12px ${FONT}`
  x.textAlign = 'center'
  x.fillText(asDistance(m), left + px / 2, height - 24)
}

function drawWarning(x: CanvasRenderingContext2D, text: string, width: number) {
  x.font = `bold 16px ${FONT}`
  x.textAlign = 'center'
  const wide = x.measureText(text).width + 32
  x.fillStyle = '#ffffff'
  x.fillRect((width - wide) / 2, 10, wide, 34)
  x.strokeStyle = x.fillStyle = PURPLE
  x.lineWidth = 2
  x.strokeRect((width - wide) / 2, 10, wide, 34)
  x.fillText(text, width / 2, 33)
}

function drawPast(x: CanvasRenderingContext2D, word: string, width: number, height: number) {
  x.save()
  x.translate(width / 2, height / 2)
  x.rotate(-Math.PI / 10)
  x.font = `bold ${Math.min(150, width / 8)}px ${FONT}`
  x.textAlign = 'center'
  x.fillStyle = '#a8430029'
  x.fillText(word, 0, 0)
  x.restore()
}

function drawFoot(x: CanvasRenderingContext2D, { layers, credits, t }: Caption, title: string, width: number, top: number) {
  x.fillStyle = '#ffffff'
  x.fillRect(0, top, width, FOOT_PX)
  x.textAlign = 'left'
  x.fillStyle = '#17212b'
  x.font = `bold 16px ${FONT}`
  x.fillText(title, 12, top + 24)
  x.font = `13px ${FONT}`
  let left = 12
  const say = (text: string, gap = 14) => {
    x.fillStyle = '#17212b'
    x.fillText(text, left, top + 48)
    left += x.measureText(text).width + gap
  }
  say(`${t('map.legendAlarm')}${t('common.colon')}`, 2)
  for (const grade of GRADES) {
    drawGrade(x, grade, left + 8, top + 43)
    left += 20
    say(t(`grade.${grade}`))
  }
  say(`${t('map.legendRisk')}${t('common.colon')}`, 2)
  for (const grade of GRADES) {
    x.beginPath()
    x.arc(left + 6, top + 43, 6, 0, 2 * Math.PI)
    x.fillStyle = RISK[grade]
    x.fill()
    left += 16
    say(t(`risk.${grade}`))
  }
  x.fillStyle = '#44525f'
  x.font = `12px ${FONT}`
  x.fillText(`${t('atlas.layersTitle')}${t('common.colon')}${layers.join('、')}`, 12, top + 66, width - 24)
  x.fillText(credits.join(' | '), 12, top + 84, width - 24)
}

const SHAPE_OF = { red: 8, orange: 4, yellow: 3, blue: 4 } as const
/** A grade's shape, small: octagon, diamond, triangle, square. */
function drawGrade(x: CanvasRenderingContext2D, grade: keyof typeof SHAPE_OF, middle: number, y: number) {
  const corners = SHAPE_OF[grade]
  const turn = { red: Math.PI / 8, orange: 0, yellow: -Math.PI / 2, blue: Math.PI / 4 }[grade]
  x.beginPath()
  for (let n = 0; n < corners; n += 1) x.lineTo(middle + 8 * Math.cos(turn + (2 * Math.PI * n) / corners), y + 8 * Math.sin(turn + (2 * Math.PI * n) / corners))
  x.closePath()
  x.fillStyle = { ...RISK, orange: '#c24e00' }[grade]
  x.fill()
}

/** Hand the picture to the browser as a file. */
export async function download(map: MapLibre, name: string, caption: Caption): Promise<void> {
  const url = URL.createObjectURL(await capture(map, caption))
  Object.assign(document.createElement('a'), { href: url, download: `${name}-${asDateTime(caption.at_ms).replace(/\D/g, '')}.png` }).click()
  setTimeout(() => URL.revokeObjectURL(url), 10_000)
}
