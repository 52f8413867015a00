/** Pictures in hand: what is shown now, what comes next, and what was shown, for stepping back. The screen is the clock. */
export interface Frame { at_ms: number; src: string }

/** Longer than this between two pictures is a gap that is jumped, as on the server. */
export const GAP_MS = 12_000
/** A picture this much older than the place is a correction of the device's clock, not a late picture. */
const BACK_MS = 5_000
const MOST_SHOWN = 60
const MOST_WAITING = 120

export class Reel {
  private waiting: Frame[] = []
  private shown: Frame[] = []
  /** How far back in `shown` the reader has stepped. */
  private back = 0
  /** Nothing has come yet since the place was chosen. */
  private isFresh = true
  position_ms: number

  constructor(at_ms: number) {
    this.position_ms = at_ms
  }

  get current(): Frame | undefined {
    return this.shown[this.shown.length - 1 - this.back]
  }

  /** Go elsewhere: the last picture stays until another comes. */
  reset(at_ms: number): void {
    this.shown = this.current ? [this.current] : []
    this.waiting = []
    this.back = 0
    this.position_ms = at_ms
    this.isFresh = true
  }

  add(frames: Frame[]): void {
    this.waiting = [...this.waiting, ...frames].sort((a, b) => a.at_ms - b.at_ms) // two answers may overtake each other
    if (this.waiting.length > MOST_WAITING) this.waiting.splice(0, this.waiting.length - MOST_WAITING)
    if (this.isFresh && this.waiting.length) {
      this.isFresh = false
      this.position_ms = this.waiting[0]!.at_ms // what stood at the time that was asked for
      this.show(this.waiting.shift()!)
    }
  }

  /** Let time pass. Without a next picture the place stands still: nobody knows what came then. */
  advance(elapsed_ms: number, speed: number): void {
    if (this.back) {
      this.back = 0
      this.position_ms = this.current?.at_ms ?? this.position_ms
    }
    const next = this.waiting[0]
    if (!next) return
    if (this.position_ms - next.at_ms > BACK_MS || next.at_ms - this.position_ms > GAP_MS) this.position_ms = next.at_ms
    else this.position_ms += elapsed_ms * speed
    while (this.waiting[0] && this.waiting[0].at_ms <= this.position_ms) this.show(this.waiting.shift()!)
  }

  /** One picture on or back; false when there is none in hand. */
  step(by: 1 | -1): boolean {
    if (by < 0 && this.back < this.shown.length - 1) this.back++
    else if (by > 0 && this.back) this.back--
    else if (by > 0 && this.waiting.length) this.show(this.waiting.shift()!)
    else return false
    this.position_ms = this.current!.at_ms
    return true
  }

  /** Seconds of watching that are in hand. */
  inHand_s(speed: number): number {
    const last = this.waiting.at(-1)
    return last ? Math.max(0, last.at_ms - this.position_ms) / 1000 / speed : 0
  }

  get isEmpty(): boolean {
    return !this.waiting.length
  }

  private show(frame: Frame): void {
    this.shown.push(frame)
    if (this.shown.length > MOST_SHOWN) this.shown.shift()
  }
}
