/** Marks drawn on a canvas: no sprite server, and the same shapes as in every list. */
import type { Map as MapLibre } from 'maplibre-gl'

import type { Grade } from '../api/types'
import { GRADES, LETTER, LETTER_AT, SHAPES } from '../grades'
import { RECORD_KINDS, RESOURCE_KINDS } from './catalog'

const FILL: Record<Grade, string> = { red: '#c8102e', orange: '#c24e00', yellow: '#f2c200', blue: '#1463c7' }
const GREEN = '#1a7f4b'
const SLATE = '#3b4854'
const MARK_PX = 64
const BADGE_PX = 44
const FONT = '"Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Segoe UI", sans-serif'

function pen(side_px: number): CanvasRenderingContext2D {
  const canvas = document.createElement('canvas')
  canvas.width = canvas.height = side_px
  const x = canvas.getContext('2d', { willReadFrequently: true })!
  x.textAlign = 'center'
  x.textBaseline = 'middle'
  x.lineJoin = 'round'
  return x
}

function drawMark(grade: Grade): ImageData {
  const x = pen(MARK_PX)
  const inset = 6
  const side = MARK_PX - 2 * inset
  x.beginPath()
  for (const [px, py] of SHAPES[grade]) x.lineTo(inset + px * side, inset + py * side)
  x.closePath()
  x.lineWidth = 8
  x.strokeStyle = '#ffffff'
  x.stroke()
  x.lineWidth = 2
  x.strokeStyle = '#00000099'
  x.stroke()
  x.fillStyle = FILL[grade]
  x.fill()
  x.fillStyle = grade === 'yellow' ? '#3d2f00' : '#ffffff'
  x.font = `bold ${side * 0.5}px ${FONT}`
  x.fillText(LETTER[grade], MARK_PX / 2, inset + side * LETTER_AT[grade] + 1)
  return x.getImageData(0, 0, MARK_PX, MARK_PX)
}

/** A rounded plate with one character; resources are green, everything else slate. */
export function drawPlate(letter: string, fill: string): ImageData {
  const x = pen(BADGE_PX)
  x.beginPath()
  x.roundRect(3, 3, BADGE_PX - 6, BADGE_PX - 6, 9)
  x.fillStyle = fill
  x.fill()
  x.lineWidth = 4
  x.strokeStyle = '#ffffff'
  x.stroke()
  x.fillStyle = '#ffffff'
  x.font = `bold ${BADGE_PX * 0.52}px ${FONT}`
  x.fillText(letter, BADGE_PX / 2, BADGE_PX / 2 + 2)
  return x.getImageData(0, 0, BADGE_PX, BADGE_PX)
}

/** Every image the layers name, in the reader's language. */
export function addIcons(map: MapLibre, t: (key: string) => string): void {
  const put = (name: string, image: ImageData) => (map.hasImage(name) ? map.updateImage(name, image) : map.addImage(name, image, { pixelRatio: 2 }))
  for (const grade of GRADES) put(`mark-${grade}`, drawMark(grade))
  for (const kind of RESOURCE_KINDS) put(`plate-${kind}`, drawPlate(t(`atlas.letter.${kind}`), GREEN))
  for (const kind of ['incident', 'camera', 'sensor', ...RECORD_KINDS]) put(`plate-${kind}`, drawPlate(t(`atlas.letter.${kind}`), SLATE))
}
