/** Questions and commands about cameras, scenes, trials and reviews. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { answerTo, call } from './client'
import type { components } from './generated'
import { queryClient } from './queries'
import type { Id } from './types'

type Server = components['schemas']
export type CameraRow = Server['CameraRow']
export type CameraPageOut = Server['CameraPage']
export type CameraDetail = Server['CameraDetail']
export type Scene = Server['SceneOut']
export type CameraView = Server['ViewOut']
export type Ptz = Server['PtzOut']
export type Behaviour = Server['BehaviourOut']
export type Trial = Server['TrialOut']
export type ReviewAlarm = Server['ReviewOut']
export type ReviewPage = Server['ReviewPage']
export type SceneWorth = Server['SceneWorthOut']
export type ScenePrecision = Server['PrecisionOut']

export type Corner = [number, number]
export interface DutyWindow { days: number[]; from_minute: number; to_minute: number }
export interface Limit { label: string; direction: number; set_point: number; grade: string; deadband: number; on_delay_s: number; off_delay_s: number; strict: boolean }
/** One field of a recogniser's parameters, in the words of JSON schema. */
export interface ParameterSchema { type: 'integer' | 'number' | 'string' | 'boolean'; minimum?: number; maximum?: number; default?: unknown; description?: string; title_zh?: string }
export interface SceneForm {
  behaviour: string
  name: string
  watched_area: Corner[]
  masks: Corner[][]
  schedule: DutyWindow[]
  parameters: Record<string, number | string | boolean>
}

export interface CameraFilter { q?: string; state?: string; enterprise?: string; town?: string; behaviour?: string; alarms?: string; page?: number; page_size?: number }

export const useCameras = (filter: MaybeRefOrGetter<CameraFilter>) =>
  useQuery({
    queryKey: ['cameras', computed(() => toValue(filter))],
    queryFn: ({ signal }) => call<CameraPageOut>('/api/cameras', { query: { ...toValue(filter) }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 10_000,
  })

export const useCamera = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['camera', computed(() => toValue(id))],
    queryFn: ({ signal }) => call<CameraDetail>(`/api/cameras/${encodeURIComponent(toValue(id))}`, { signal }),
    enabled: computed(() => toValue(id) !== ''),
    refetchInterval: 10_000,
  })

/** Asked again only while `isWatched`: nobody looks, nothing is sent. */
export const useCameraView = (id: MaybeRefOrGetter<string>, isWatched: MaybeRefOrGetter<boolean>) =>
  useQuery({
    queryKey: ['camera-view', computed(() => toValue(id))],
    queryFn: ({ signal }) => call<CameraView>(`/api/cameras/${encodeURIComponent(toValue(id))}/view`, { signal }),
    enabled: computed(() => toValue(isWatched)),
    refetchInterval: (query) => (query.state.status === 'error' ? 5_000 : 1_000),
    refetchIntervalInBackground: false,
    staleTime: 0,
    gcTime: 0,
    retry: false,
  })

/** Who turns it and when it goes home: often while somebody does, never again once it is known that it cannot. */
export const usePtz = (id: MaybeRefOrGetter<string>) =>
  useQuery({
    queryKey: ['camera-ptz', computed(() => toValue(id))],
    queryFn: ({ signal }) => call<Ptz>(`/api/cameras/${encodeURIComponent(toValue(id))}/ptz`, { signal }),
    refetchInterval: ({ state: { data } }) => (data?.is_fixed ? false : data?.holder || data?.is_away ? 1_000 : 5_000),
    refetchIntervalInBackground: false,
    retry: false,
  })

export interface Velocity { pan: number; tilt: number; zoom: number }
export type PtzCommand = { action: 'stop' } | ({ action: 'move' } & Velocity) | { action: 'preset'; preset: string }

/** Tell the camera; what it answers is shown at once. */
export async function turn(camera: string, command: PtzCommand): Promise<void> {
  const now = await call<Ptz>(`/api/cameras/${encodeURIComponent(camera)}/ptz`, { method: 'POST', body: command })
  queryClient.setQueryData(['camera-ptz', camera], now)
}

export async function setHome(camera: string, preset: string): Promise<void> {
  await call(`/api/cameras/${encodeURIComponent(camera)}/ptz/home`, { method: 'PUT', body: { preset } })
  await queryClient.invalidateQueries({ queryKey: ['camera-ptz', camera] })
}

export const useBehaviours = () =>
  useQuery({ queryKey: ['behaviours'], queryFn: ({ signal }) => call<Behaviour[]>('/api/behaviours', { signal }), staleTime: 3_600_000 })

/** Limits, delays and grade of a scene's point, as they are in force. */
export const usePointLimits = (point: MaybeRefOrGetter<number | undefined>) =>
  useQuery({
    queryKey: ['point', computed(() => toValue(point))],
    queryFn: ({ signal }) => call<{ limits: Limit[] }>(`/api/points/${toValue(point)}`, { signal }),
    enabled: computed(() => toValue(point) !== undefined),
  })

export async function saveScene(camera: string, scene: number | undefined, form: SceneForm & { is_enabled?: boolean; reason?: string }): Promise<Scene> {
  const { behaviour, ...changes } = form
  const saved = scene === undefined
    ? await call<Scene>(`/api/cameras/${camera}/scenes`, { method: 'POST', body: { behaviour, name: form.name, watched_area: form.watched_area, masks: form.masks, schedule: form.schedule, parameters: form.parameters } })
    : await call<Scene>(`/api/scenes/${scene}`, { method: 'PATCH', body: changes })
  await queryClient.invalidateQueries({ queryKey: ['camera'] })
  return saved
}

/** Draft other limits of a scene's point; a second person publishes them on the rules page. */
export const saveLimits = (point: number, limits: Limit[], reason: string) => call('/api/rules/drafts', { method: 'POST', body: { target: `point:${point}`, title: reason.slice(0, 200), settings: { limits } } })

export type TrialBody = Omit<SceneForm, 'name'> & { scene_id?: number; limits?: Limit[] }
export const beginTrial = (camera: string, body: TrialBody) => call<Trial>(`/api/cameras/${camera}/trials`, { method: 'POST', body })
export const followTrial = (camera: string, id: string, body: TrialBody) => call<Trial>(`/api/cameras/${camera}/trials/${id}`, { method: 'POST', body })

export interface ReviewFilter { scene?: string; behaviour?: string; enterprise?: string; judgement?: string; page?: number; page_size?: number }

export const useReview = (filter: MaybeRefOrGetter<ReviewFilter>) =>
  useQuery({
    queryKey: ['review', computed(() => toValue(filter))],
    queryFn: ({ signal }) => call<ReviewPage>('/api/review/alarms', { query: { ...toValue(filter) }, signal }),
    placeholderData: keepPreviousData,
  })

export const useSceneWorth = (filter: MaybeRefOrGetter<{ behaviour?: string }>) =>
  useQuery({
    queryKey: ['scene-worth', computed(() => toValue(filter))],
    queryFn: ({ signal }) => call<{ items: SceneWorth[]; total: number }>('/api/review/scenes', { query: { ...toValue(filter), page_size: 100 }, signal }),
    placeholderData: keepPreviousData,
  })

export const useScenePrecision = (scene: MaybeRefOrGetter<Id>) =>
  useQuery({ queryKey: ['scene-worth', 'of', computed(() => toValue(scene))], queryFn: ({ signal }) => call<ScenePrecision>(`/api/scenes/${toValue(scene)}/precision`, { signal }) })

export async function judge(alarm: number, judgement: string): Promise<void> {
  await call(`/api/alarms/${alarm}/verdict`, { method: 'POST', body: { judgement } })
  await Promise.all([['scene-worth'], ['evidence']].map((queryKey) => queryClient.invalidateQueries({ queryKey })))
}

/** Labelled data as a file; the server's sentence when there is none. */
export async function exportLabels(body: object): Promise<{ file: Blob; alarms: number; leftOut: number }> {
  const response = await answerTo('/api/review/export', { method: 'POST', body })
  return { file: await response.blob(), alarms: Number(response.headers.get('X-Anlan-Alarms')), leftOut: Number(response.headers.get('X-Anlan-Left-Out')) }
}
