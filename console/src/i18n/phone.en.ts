/** Words of the phone and of learning, in English; beside the Chinese ones they would burden every reader. */
import type { phoneZh } from './phone'

export const phoneEn: typeof phoneZh = {
  title: 'My tasks', order: 'Work order', brand: 'Anlan', desktop: 'Full site', skip: 'Skip to content',
  nav: { label: 'Phone navigation', tasks: 'Tasks', points: 'Points', checks: 'Checks', report: 'Report', queue: 'To send' },
  link: { ok: 'Online', off: 'No network', gone: 'Server unreachable' },
  asOf: 'No network: this is what was known at {at}.', remembered: 'Working offline as {name}; you are checked when the network is back.',
  install: { ask: 'Install it: opens without a network.', do: 'Install', ios: 'Tap Share, then Add to Home Screen: opens without a network.', later: 'Later' },
  home: {
    mine: 'My tasks', town: 'Work orders here', empty: 'Nothing to do at present.', emptyHint: 'New tasks appear by themselves, and you are told.', nearest: 'Nearest first', newest: 'By time',
    locate: 'Sort by distance', locating: 'Locating', noPlace: 'No position: check the phone’s location permission.', alarms: '{n} alarms standing', recovered: 'Alarms have cleared', count: '{n}',
    verify: 'For you to verify', todo: 'For you to handle',
  },
  do: {
    accept: 'Accept now', accepted: 'Accept', feedback: 'Done: send feedback', sent: 'Handed in, waiting for verification', closed: 'Closed', wait: 'Nothing for you to do', verify: 'Verify', waiting: 'Kept, to be sent', by: 'With {name}', merged: 'Merged into another: go there',
    textNeeded: 'Write one sentence, or tap one above.', photoNeeded: 'Take a photo, or say why there is none.',
  },
  support: { title: '{name} asks you to come', come: 'I come', decline: 'I cannot come', why: 'Why not (needed)' },
  measures: { title: 'Measures', done: '{n} of {total} done', avoid: 'Never' },
  photos: { title: 'Photos', take: 'Take photo', locating: 'Locating', placed: 'Located (±{m} m)', unplaced: 'No position', waiting: 'To send', arrived: 'Received', refused: 'Not taken', remove: 'Remove photo', bad: 'This picture cannot be opened: take it again.', why: 'Why there is no photo' },
  text: { title: 'What was done', hint: 'What you did, how it is now', quick: ['Leak isolated, value back to normal.', 'People evacuated, ventilation on.', 'Instrument fault, repair ordered.', 'Normal work, nothing wrong on the spot.'] },
  useful: { ask: 'Was this alarm useful?', yes: 'Useful', no: 'Not useful', thanks: 'Thank you, noted.' },
  report: {
    title: 'Report', what: 'What do you see', kinds: { fire: 'Fire, smoke', gas: 'Smell, leak', passage: 'Blocked way', electric: 'Electrical', equipment: 'Broken equipment', conduct: 'Unsafe conduct', other: 'Other' },
    where: 'Which enterprise', nearby: 'Nearby', none: 'Not sure', text: 'In words (optional)', hint: 'One sentence', send: 'Report', needKind: 'First choose what you see.', needShown: 'Take a photo or write a sentence.', kept: 'Kept; sent when there is a network.', mine: 'My reports', empty: 'You have not reported anything yet.', state: { open: 'Open', taken_over: 'Taken over', dismissed: 'Dismissed' },
  },
  check: {
    title: 'Check on site', empty: 'No checks to make at present.', emptyHint: 'Checks for you or your area appear here. Open the list once with a network and it can be filled in without.', kept: 'Kept; handed in when there is a network.', notNow: 'Nothing to fill in now.',
    answers: { ok: 'Conforms', fixed: 'Fixed at once', failed: 'Fails', not_applicable: 'Does not apply' }, words: 'What is wrong, or why', crew: 'Officers (two or more)', crewHint: 'Names and numbers, separated by commas', summary: 'What was found', signer: 'Signed for the enterprise by (post)',
    send: 'Hand in ({n} of {total} answered)', needCrew: 'At least two officers are needed.', needAnswers: 'Some questions have no answer yet.', needWords: 'Whatever does not conform needs a sentence.', needSummary: 'Write what was found.',
  },
  gate: { title: 'Sign in on site', scan: 'Scan the code at the gate', stop: 'Stop scanning', code: 'Safety code', hint: 'Type what stands under the code', do: 'Sign in', done: 'Signed in {at}', noCamera: 'This phone cannot scan: type what stands under the code.', away: '{m} from where the enterprise is registered: is it the right one? You may sign in; it is noted.', near: '{m} from where the enterprise is registered.', unplaced: 'No position; it is noted.' },
  voice: { title: 'Voice notes', start: 'Record', stop: 'Stop ({s} s)', none: 'This phone cannot record.', remove: 'Remove voice note {n}', refused: 'Recording was not allowed; allow it in the phone’s settings.', one: 'Voice note {n}' },
  sign: {
    title: 'Signatures', read: 'Read what is signed', who: 'Who signs', roles: { officer: 'Officer', party: 'Of the enterprise', witness: 'Witness' }, name: 'Name', duty: 'Post or number (optional)', field: 'Sign here with a finger', open: 'Sign', again: 'Again', keep: 'Keep signature', remove: 'Remove signature of',
    refuse: 'Refuses to sign', refused: 'Refused to sign', reason: 'How it was refused (required)', keepRefusal: 'Note the refusal', agrees: 'The enterprise agrees to receive documents in its account (for a time; it can withdraw at any moment)', later: 'Once everything is filled in, those on site can sign here.', anew: 'Clear and sign again',
    changed: 'Something was changed after signing: those signatures no longer count.', needOfficer: 'At least one officer must sign.', needWitness: 'A refusal needs the signatures of two officers or of a witness.',
  },
  points: { title: 'Points of my enterprise', empty: 'No points registered yet.', none: 'Your account belongs to no enterprise: no points.', live: 'Values follow the field', bad: 'Troubled first' },
  queue: {
    title: 'To be sent', empty: 'Everything is sent.', emptyHint: 'What you do without a network is kept here and sent in order when it returns.', waiting: '{n} to send', refused: '{n} need you', sending: 'Sending', allSent: 'All sent', full: 'The phone’s storage is full: what you just did was not kept. Send what waits, or free some space, and try again.',
    signIn: 'Your sign-in has ended. Sign in and sending goes on; nothing is lost.', others: '{n} more belong to {names} and wait for their sign-in.', retry: 'Try again', discard: 'Do not send', discardAsk: 'Really not send it? It will be deleted from this phone.', sendNow: 'Send now', kinds: { photo: 'Photo', step: 'Work order step', observation: 'Report', support: 'Answer to support', usefulness: 'Opinion', check: 'Check', signin: 'Sign-in', voice: 'Voice note' },
    states: { waiting: 'To send', done: 'Received', refused: 'Not taken' }, acceptedBy: 'The work order was already accepted by {name}.', nowIs: 'The work order is now “{state}” with {name}.',
  },
}

/** Words of closing and learning. */
