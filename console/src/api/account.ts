/** One's own account: how it is protected, where it is signed in, which programs act for it. */
import { useQuery } from '@tanstack/vue-query'

import { call } from './client'
import type { components } from './generated'
import { queryClient } from './queries'

export type Security = components['schemas']['SecurityOut']
export type OpenSession = components['schemas']['SessionOut']
export type Token = components['schemas']['TokenOut']
export type NewToken = components['schemas']['NewTokenOut']

export const useSecurity = () => useQuery({ queryKey: ['account'], queryFn: ({ signal }) => call<Security>('/api/account', { signal }) })
export const useSessions = () => useQuery({ queryKey: ['account', 'sessions'], queryFn: ({ signal }) => call<OpenSession[]>('/api/account/sessions', { signal }) })
export const useTokens = () => useQuery({ queryKey: ['account', 'tokens'], queryFn: ({ signal }) => call<Token[]>('/api/account/tokens', { signal }) })
export const refreshAccount = () => queryClient.invalidateQueries({ queryKey: ['account'] })
