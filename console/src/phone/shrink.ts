/** A camera picture made small enough to wait in a pocket. Drawing it anew leaves nothing of the file but its pixels. */
export const EDGE_PX = 1_600
export const BYTES_MAX = 600_000

/** The size to draw at: the longer edge at most `edge`, never larger than it was. */
export function sizeWithin(width: number, height: number, edge: number): [number, number] {
  const scale = Math.min(1, edge / Math.max(width, height))
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))]
}

/** JPEG bytes of at most `BYTES_MAX`, upright. Throws when the file is no picture this browser can read. */
export async function shrink(file: Blob): Promise<ArrayBuffer> {
  const picture = await createImageBitmap(file, { imageOrientation: 'from-image' })
  try {
    for (const [edge, quality] of [[EDGE_PX, 0.82], [EDGE_PX, 0.65], [1_200, 0.6], [900, 0.5]] as const) {
      const made = await draw(picture, edge, quality)
      if (made.size <= BYTES_MAX || edge === 900) return await made.arrayBuffer()
    }
  } finally {
    picture.close()
  }
  throw new Error('unreachable')
}

function draw(picture: ImageBitmap, edge: number, quality: number): Promise<Blob> {
  const canvas = document.createElement('canvas')
  ;[canvas.width, canvas.height] = sizeWithin(picture.width, picture.height, edge)
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('canvas'))), 'image/jpeg', quality))
}
