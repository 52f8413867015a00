/** Server-sent events from a byte stream (WHATWG HTML 9.2), without the parts a same-origin page does not need. */
export interface SseEvent {
  name: string
  data: string
  id: string | null
}

/** Feed text as it arrives; complete events come back. Comments and unknown fields are skipped. */
export class SseParser {
  private rest = ''
  private data: string[] = []
  private name = ''
  private id: string | null = null

  push(text: string): SseEvent[] {
    const events: SseEvent[] = []
    let buffer = this.rest + text
    // a trailing CR may be half of a CRLF: leave it for the next piece
    const held = buffer.endsWith('\r') ? '\r' : ''
    if (held) buffer = buffer.slice(0, -1)
    const lines = buffer.split(/\r\n|\n|\r/)
    this.rest = (lines.pop() ?? '') + held
    for (const line of lines) {
      const event = this.line(line)
      if (event) events.push(event)
    }
    return events
  }

  private line(line: string): SseEvent | null {
    if (line === '') return this.dispatch()
    const colon = line.indexOf(':')
    if (colon === 0) return null
    const field = colon < 0 ? line : line.slice(0, colon)
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
    if (field === 'data') this.data.push(value)
    else if (field === 'event') this.name = value
    else if (field === 'id' && !value.includes('\0')) this.id = value
    return null
  }

  private dispatch(): SseEvent | null {
    const { data, name } = this
    this.data = []
    this.name = ''
    if (!data.length) return null
    return { name: name || 'message', data: data.join('\n'), id: this.id }
  }
}
