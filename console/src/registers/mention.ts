/** What is being typed after an `@` at the caret: where it begins and the words so far; null when nobody is called on. */
export function mentionAt(text: string, caret: number): { from: number; words: string } | null {
  const before = text.slice(0, caret)
  const from = before.lastIndexOf('@')
  if (from < 0) return null
  const words = before.slice(from + 1)
  return /\s/.test(words) || words.length > 16 ? null : { from, words }
}

/** The text with `name` in place of what was typed after the `@`, and where the caret goes. */
export function completed(text: string, caret: number, from: number, name: string): { text: string; caret: number } {
  const head = `${text.slice(0, from)}@${name} `
  return { text: head + text.slice(caret), caret: head.length }
}
