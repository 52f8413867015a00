/** What a reading's quality byte means on screen. The codes are the server's (`domain/quality.py`). */
const NAMES: Record<number, string> = {
  0: 'good', 1: 'uncertain', 2: 'manual', 16: 'over_range', 32: 'bad', 33: 'fault', 34: 'lost', 35: 'stopped', 36: 'maintenance', 37: 'calibrating', 40: 'bad', 41: 'implausible', 42: 'clock', 43: 'clock', 50: 'lost',
}
const BAD_FROM = 32

/** Key under `quality.` in the message files. */
export const qualityKey = (quality: number): string => NAMES[quality] ?? (quality >= BAD_FROM ? 'bad' : 'uncertain')

/** A bad value is kept for the record and never shown as if it were true. */
export const isBad = (quality: number): boolean => quality >= BAD_FROM
