/**
 * What the server sends, as the console reads it. Instants are ISO 8601 strings in UTC unless the name ends in `_ms`.
 * Ids are opaque: the server may use numbers or strings.
 */
export type * from './base'
export type * from './points'
export type * from './alarms'
export type * from './incidents'
export type * from './enterprises'
export type * from './imports'
