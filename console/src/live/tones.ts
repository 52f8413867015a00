/** Alarm tones from the browser's own oscillator: no file, and nothing sounds before a person has clicked. */
let context: AudioContext | null = null

/** Must be called from a click, or the browser keeps quiet. */
export async function unlock(): Promise<void> {
  context ??= new AudioContext()
  if (context.state === 'suspended') await context.resume()
}

function beep(start_s: number, length_s: number, pitch_hz: number): void {
  if (!context) return
  const tone = context.createOscillator()
  const volume = context.createGain()
  tone.type = 'square'
  tone.frequency.value = pitch_hz
  volume.gain.setValueAtTime(0.0001, start_s)
  volume.gain.exponentialRampToValueAtTime(0.18, start_s + 0.02)
  volume.gain.exponentialRampToValueAtTime(0.0001, start_s + length_s)
  tone.connect(volume).connect(context.destination)
  tone.start(start_s)
  tone.stop(start_s + length_s + 0.02)
}

/** Two pitches, repeated by the caller while a red alarm waits. */
export function redTone(): void {
  if (!context) return
  const now = context.currentTime
  for (const [at, pitch] of [[0, 880], [0.22, 660], [0.44, 880], [0.66, 660]]) beep(now + at, 0.2, pitch)
}

/** Three beeps, once. */
export function orangeTone(): void {
  if (!context) return
  const now = context.currentTime
  for (const at of [0, 0.3, 0.6]) beep(now + at, 0.16, 740)
}
