/** What is wrong with a message that the platform could not read, and how it should look. */
type Say = (key: string, named: Record<string, unknown>) => string

const KNOWN = ['bad_json', 'bad_shape', 'unrecognised_topic']
/** Braces would be taken for a placeholder inside a translation. */
const SAMPLE = '{"d":{"nh3_1":3.2}}'

export function sayProblem(source: { problem: string; gateway_code: string }, t: Say): string {
  const key = KNOWN.includes(source.problem) ? source.problem : 'other'
  return t(`unknown.problem.${key}`, { code: source.gateway_code, word: source.problem, sample: SAMPLE })
}
