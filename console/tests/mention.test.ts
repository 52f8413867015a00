import { describe, expect, it } from 'vitest'

import { completed, mentionAt } from '../src/registers/mention'

describe('calling on somebody', () => {
  it('begins at the @ and ends with a space', () => {
    expect(mentionAt('请@王小', 4)).toEqual({ from: 1, words: '王小' })
    expect(mentionAt('请@王小明 带', 7)).toBeNull()
    expect(mentionAt('没有', 2)).toBeNull()
  })
  it('counts what stands before the caret only', () => {
    expect(mentionAt('@王 @李', 2)).toEqual({ from: 0, words: '王' })
  })
  it('puts the name in place and the caret after it', () => {
    expect(completed('请@王带水泵', 3, 1, '王小明')).toEqual({ text: '请@王小明 带水泵', caret: 6 })
  })
})
