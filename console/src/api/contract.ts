/**
 * Compile-time proof that the shapes the console reads (`types/`) are what the server declares (`generated.ts`, made
 * from the committed OpenAPI file by `npm run types`). Nothing here runs. Alarms and incidents are declared as open
 * objects by the server and are proved by the browser tests instead.
 */
import type { components } from './generated'
import type { EnterpriseDetail, EnterpriseRow, Gateway, GroupRule, GroupRuleType, ImportReport, LiveValue, Me, Person, Series, UnknownSource } from './types'

type Server = components['schemas']
/** `Read` may be narrower in words (grades) and looser in ids; every field it names must exist with a fitting type. */
type Widen<T> = T extends string ? string : T
type Fits<Sent, Read> = {
  [K in keyof Read]-?: K extends keyof Sent
    ? Sent[K] extends Read[K] | undefined
      ? true
      : Widen<NonNullable<Read[K]>> extends Widen<NonNullable<Sent[K]>>
        ? true
        : NonNullable<Sent[K]> extends object
          ? true
          : ['type differs', K]
    : undefined extends Read[K]
      ? true
      : ['missing on the server', K]
}[keyof Read]

type All<T extends true> = T
export type Proved = [
  All<Fits<Server['Me'], Me>>,
  All<Fits<Server['Person'], Person>>,
  All<Fits<Server['EnterpriseRow'], Omit<EnterpriseRow, 'worst_grade'>>>,
  All<Fits<Server['EnterpriseOut'], Omit<EnterpriseDetail, 'worst_grade'>>>,
  All<Fits<Server['PointOut'], EnterpriseDetail['points'][number]>>,
  All<Fits<Server['ContactOut'], EnterpriseDetail['contacts'][number]>>,
  All<Fits<Server['CameraOut'], EnterpriseDetail['cameras'][number]>>,
  All<Fits<Server['EquipmentOut'], EnterpriseDetail['equipment'][number]>>,
  All<Fits<Server['HazardSourceOut'], EnterpriseDetail['hazard_sources'][number]>>,
  All<Fits<Server['GatewayOut'], Gateway>>,
  All<Fits<Server['UnknownSourceOut'], UnknownSource>>,
  All<Fits<Server['GroupRuleOut'], GroupRule>>,
  All<Fits<Server['GroupRuleTypeOut'], GroupRuleType>>,
  All<Fits<Server['ImportOut'], ImportReport>>,
  All<Fits<Server['CurvesOut'], Series>>,
  All<Fits<Server['SeriesOut'], Series['series'][number]>>,
  All<Fits<Server['LimitOut'], EnterpriseDetail['points'][number]['limits'][number]>>,
  All<Fits<Server['ReadingOut'], LiveValue>>,
]
