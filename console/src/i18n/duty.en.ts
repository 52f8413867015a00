/** Words of rosters, hand-overs, dispatch policies and support, in English; beside the Chinese ones they would burden every reader. */
import type { dutyZh } from './duty'

export const dutyEn: typeof dutyZh = {
  handover: 'Hand-over',
  support: { title: 'Support and links', asked: 'No answer yet', coming: 'Coming', declined: 'Cannot come', void: 'No longer needed', come: 'I come', decline: 'I cannot', why: 'Why not', by: 'asked by {name}', policy: 'Dispatched by' },
  lead: 'Shifts, substitutes, swaps and gaps. The leader of the post is told of a gap a week before.', none: 'No posts yet.', noneHint: 'Whoever keeps the roster makes a post first.', now: 'On duty now', nobody: 'Nobody', gaps: '{n} gaps', week: 'Week', prev: 'Week before', next: 'Week after', gap: 'Nobody on duty', instead: 'for {name}',
  rotate: 'Rotation', people: 'People, in their order', from: 'From', days: 'Days', starts: 'Changes of shift', fill: 'Fill', filled: '{n} shifts filled.', import: 'Import from Excel', file: 'Download roster', imported: '{n} shifts imported.',
  sub: 'Substitute', swap: 'Swap', swapWith: 'Who takes it', reason: 'Reason', ask: 'Ask', asked: 'Asked; it counts when they agree.', swaps: 'Swaps that wait', agree: 'Agree', refuse: 'Refuse', done: 'Saved.', post: 'Post', leader: 'Leader',
  add: 'New post', name: 'Name of the post', role: { duty_officer: 'Duty officer', leader: 'Leader', town_officer: 'Town officer', enterprise_manager: 'Site safety manager', enterprise_operator: 'Site operator' },
  hand: { lead: 'The outgoing person signs, then the incoming one; then open work orders and their notices are theirs.', mine: 'What I hand over', incidents: 'Open work orders', silences: 'Silenced now', before: 'Notes of the shift before', notes: 'Notes', to: 'Handed to', sign: 'Sign and hand over', take: 'Sign and take over', signed: 'Signed.', past: 'Hand-overs', none: 'No hand-overs yet.', nothing: 'None', notServing: 'You do not serve at this post: to look at only.' },
  silence: {
    new: 'Silence for a while', declared: 'Declared; another person has to approve it.', logics: 'Suppression by design', switchOn: 'It stands still', state: 'Switched by a state point (optional)', byHand: 'not by itself: by a person', stateLabel: 'It stands still while this alarm of the point stands', name: 'Name (e.g. plant stopped)', kinds: 'Kinds of point that mean nothing then (never all)', chosen: '{n} points chosen',
    logicWarn: 'Only for kinds of point that mean nothing while the plant or the machine stands still; never for leaks or fire. Another person has to approve it.',
    scope: { points: 'Points', equipment: 'Device', workshop: 'Workshop', enterprise: 'Enterprise' },
  },
  policy: {
    lead: 'Who is told, by which way, and by when they accept, arrive, report, handle and verify; who comes next when nobody accepts. A second person publishes; work orders that are open keep theirs.',
    versions: 'Versions', version: 'Version {n}', inForce: 'In force', from: 'from {at}', by: 'published by {name}', draftBy: 'drafted by {name}', rules: 'Rules', diff: 'Compared with version {n}', same: 'No difference.', added: 'New', removed: 'Gone', changed: 'Changed',
    draft: 'Draft from this', draftTitle: 'What changes', publish: 'Publish', published: 'Published.', back: 'Roll back to this', backWhy: 'Why', save: 'Save draft', saved: 'Saved. Simulate it before publishing.', edit: 'Edit', drop: 'Remove', addRule: 'New rule', take: 'Take over', any: 'Any', when: 'Time of day', place: 'Place', team: 'Team: {name}', at_any: 'Any', at_night: 'Night (22:00–06:00)', at_holiday: 'Holidays', at_holiday_night: 'Holiday nights', after: 'After (min)', says: 'On the timeline', addStep: 'Add a level', dropStep: 'Remove level {n}', stepsLead: 'Counted from the dispatch; each level is told when nobody has accepted by then, the last one again and again.',
    col: { rule: 'Rule', first: 'First', inform: 'Informed', channel: 'Way', accept: 'Accept', arrive: 'Arrive', report: 'Report', handle: 'Handle', verify: 'Verify', steps: 'Escalation' }, call: 'call', message: 'message', console: 'console', minutes: '{n} min', hours: '{n} h',
    simulate: 'Simulation', simLead: 'Who would be told if this alarm came then and nobody moved?', enterprise: 'Enterprise', grade: 'Grade', kind: 'Kind', process: 'Safety alarm', equipment: 'Instrument', at: 'When', run: 'Simulate', charged: 'Charged', nobody: 'Nobody to charge', night: 'night', who: 'Who', why: 'Why', first: 'First', level: 'Level {n}', result: 'What would happen',
    field: { first: 'First', inform: 'Informed', channel: 'Way', accept_within_s: 'Accept within', arrive_within_s: 'Arrive within', report_within_s: 'Report within', handle_within_s: 'Handle within', verify_within_s: 'Verify within', repeat_every_s: 'Repeat every', night_factor: 'Night factor', steps: 'Escalation', source: 'Source', mark: 'Confidence', note: 'Note' },
  },
}
