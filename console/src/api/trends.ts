/** Curves for the explorer, and what is drawn beside them. */
import { call, withQuery } from './client'
import type { Grade } from './types'

export interface CurveNote { id: number; point_id: number; at_ms: number; text: string; by: string; made_at_ms: number; is_mine: boolean }
export interface AlarmMark { id: number; point_id: number; grade: Grade; label: string; title: string; from_ms: number; until_ms: number | null }
export interface Marks { notes: CurveNote[]; alarms: AlarmMark[] }

export const fetchMarks = (points: number[], from_ms: number, to_ms: number, signal?: AbortSignal) =>
  call<Marks>('/api/curve-marks', { query: { points: points.join(','), from_ms: Math.round(from_ms), to_ms: Math.round(to_ms) }, signal })
export const addNote = (point_id: number, at_ms: number, text: string) => call<CurveNote>('/api/curve-notes', { method: 'POST', body: { point_id, at_ms: Math.round(at_ms), text } })
export const withdrawNote = (id: number) => call<CurveNote>(`/api/curve-notes/${id}/withdraw`, { method: 'POST' })
export const exportHref = (points: number[], from_ms: number, to_ms: number, format: 'csv' | 'parquet') =>
  withQuery('/api/export', { points: points.join(','), from_ms: Math.round(from_ms), to_ms: Math.round(to_ms), format })
