/** Questions and commands about playing back what a camera saw. */
import { useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { toMs } from '../format'
import type { Span } from '../playback/line'
import { call } from './client'
import type { components } from './generated'

type Server = components['schemas']
export type Mark = Server['PlaybackMarkOut']
export type Playback = Server['PlaybackOut']
export type Source = 'kept' | 'device'
export type Speed = 1 | 2 | 4 | 8
export interface Recordings { spans: Span[]; isWhole: boolean; leftOut: number }

const base = (camera: string) => `/api/cameras/${encodeURIComponent(camera)}`

/** When there is something to play; what is kept here grows by the minute, a device is asked once. */
export const useRecordings = (camera: MaybeRefOrGetter<string>, day: MaybeRefOrGetter<string>, source: Source, isAsked: MaybeRefOrGetter<boolean> = true) =>
  useQuery({
    queryKey: ['recordings', source, computed(() => toValue(camera)), computed(() => toValue(day))],
    queryFn: async ({ signal }): Promise<Recordings> => {
      const told = await call<Server['RecordingsOut']>(`${base(toValue(camera))}/recordings`, { query: { day: toValue(day), source }, signal })
      return { spans: told.spans.map((s) => [toMs(s.begin), toMs(s.end)]), isWhole: told.is_whole, leftOut: told.left_out }
    },
    enabled: computed(() => toValue(isAsked)),
    refetchInterval: source === 'kept' ? 30_000 : false,
    staleTime: source === 'kept' ? 5_000 : 120_000,
    retry: false,
  })

export const useMarks = (camera: MaybeRefOrGetter<string>, day: MaybeRefOrGetter<string>, isAsked: MaybeRefOrGetter<boolean> = true) =>
  useQuery({
    queryKey: ['recording-marks', computed(() => toValue(camera)), computed(() => toValue(day))],
    queryFn: ({ signal }) => call<Mark[]>(`${base(toValue(camera))}/recordings/marks`, { query: { day: toValue(day) }, signal }),
    enabled: computed(() => toValue(isAsked)),
    refetchInterval: 60_000,
  })

const iso = (ms: number) => new Date(ms).toISOString()

export const beginPlayback = (camera: string, source: Source, at_ms: number, until_ms: number, speed: Speed) =>
  call<Playback>(`${base(camera)}/playback`, { method: 'POST', body: { source, at: iso(at_ms), until: iso(until_ms), speed } })

export type Steer = { action: 'follow' | 'pause' | 'close' } | { action: 'play'; speed: Speed } | { action: 'seek'; at_ms: number; speed: Speed }

export function steerPlayback(camera: string, session: string, steer: Steer): Promise<Playback> {
  const { at_ms, ...rest } = { at_ms: undefined, ...steer }
  return call<Playback>(`${base(camera)}/playback/${encodeURIComponent(session)}`, { method: 'POST', body: { ...rest, ...(at_ms === undefined ? {} : { at: iso(at_ms) }) } })
}
