import type { Grade } from './api/types'

/** Worst first. */
export const GRADES: readonly Grade[] = ['red', 'orange', 'yellow', 'blue']

export const rankOf = (grade: Grade | null): number => (grade ? GRADES.indexOf(grade) : GRADES.length)

export const LETTER: Record<Grade, string> = { red: '!!', orange: '!', yellow: '!', blue: 'i' }

type Corner = [x: number, y: number]

const OCTAGON: Corner[] = Array.from({ length: 8 }, (_, i) => {
  const angle = Math.PI / 8 + (i * Math.PI) / 4
  return [0.5 + 0.49 * Math.cos(angle), 0.5 + 0.49 * Math.sin(angle)]
})

/** Outline of each mark in a square of side 1: the shape alone tells the grade. */
export const SHAPES: Record<Grade, readonly Corner[]> = {
  red: OCTAGON,
  orange: [[0.5, 0.01], [0.99, 0.5], [0.5, 0.99], [0.01, 0.5]],
  yellow: [[0.5, 0.04], [0.99, 0.92], [0.01, 0.92]],
  blue: [[0.08, 0.08], [0.92, 0.08], [0.92, 0.92], [0.08, 0.92]],
}

/** Centre of the letter, as a share of the height. */
export const LETTER_AT: Record<Grade, number> = { red: 0.5, orange: 0.5, yellow: 0.63, blue: 0.5 }
