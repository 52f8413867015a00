/** Whose picture is asked for next: few questions at a time, the longest not seen first, nobody while nobody looks. */
export const MOST_AT_ONCE = 2
export const EVERY_MS = 5_000
/** A camera that gave none is asked again later: it costs the others their turn. */
export const AFTER_FAILURE_MS = 15_000

export class Rota {
  private due = new Map<number, number>()
  private asked = new Set<number>()

  /** The cameras on the wall now; answers for others are not wanted any more. */
  keep(ids: readonly number[]): void {
    this.due = new Map(ids.map((id) => [id, this.due.get(id) ?? 0]))
  }
  next(now_ms: number, isHidden: boolean): number[] {
    if (isHidden) return []
    const waiting = [...this.due].filter(([id, due_ms]) => due_ms <= now_ms && !this.asked.has(id)).sort((a, b) => a[1] - b[1])
    const chosen = waiting.slice(0, Math.max(0, MOST_AT_ONCE - this.asked.size)).map(([id]) => id)
    for (const id of chosen) this.asked.add(id)
    return chosen
  }
  /** An answer came; false when its camera has left the wall. */
  done(id: number, now_ms: number, isGood: boolean): boolean {
    this.asked.delete(id)
    if (!this.due.has(id)) return false
    this.due.set(id, now_ms + (isGood ? EVERY_MS : AFTER_FAILURE_MS))
    return true
  }
}
