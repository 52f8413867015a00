/** Devices of GB/T 28181 and their channels: questions and commands. */
import { keepPreviousData, useQuery } from '@tanstack/vue-query'
import { computed, type MaybeRefOrGetter, toValue } from 'vue'

import { call } from './client'
import type { components } from './generated'
import { queryClient } from './queries'

type S = components['schemas']
export type Gb28181Device = S['Gb28181DeviceOut']
export type Gb28181Channel = S['Gb28181ChannelOut']
export interface ChannelFilter { q: string; cameras_only: boolean; page: number; page_size: number }

const settled = () => queryClient.invalidateQueries({ queryKey: ['gb28181'] })

/** States change with every keepalive that stays away: asked again every ten seconds. */
export const useGb28181 = () => useQuery({ queryKey: ['gb28181', 'devices'], queryFn: ({ signal }) => call<S['Gb28181Out']>('/api/gb28181', { signal }), refetchInterval: 10_000 })

export const useChannels = (device: MaybeRefOrGetter<number>, filter: MaybeRefOrGetter<ChannelFilter>) =>
  useQuery({
    queryKey: ['gb28181', 'channels', computed(() => toValue(device)), computed(() => toValue(filter))],
    queryFn: ({ signal }) => call<S['Gb28181ChannelPage']>(`/api/gb28181/devices/${toValue(device)}/channels`, { query: { ...toValue(filter), cameras_only: String(toValue(filter).cameras_only) }, signal }),
    placeholderData: keepPreviousData,
  })

async function sent<T>(path: string, body: object): Promise<T> {
  const answer = await call<T>(`/api/gb28181/devices${path}`, { method: 'POST', body })
  await settled()
  return answer
}
export const deviceEnter = (body: S['Gb28181DeviceIn']) => sent<S['Gb28181DeviceMadeOut']>('', body)
export const passwordRenew = (device: number) => sent<S['Gb28181PasswordOut']>(`/${device}/password`, {})
export const catalogueAsk = (device: number) => sent<undefined>(`/${device}/catalogue`, {})
export const channelEnter = (device: number, body: S['Gb28181CameraIn']) => sent<S['Gb28181CameraMadeOut']>(`/${device}/cameras`, body)
