/** The one place that says which tone a state of the trade has; the colours are in theme.ts, the shapes in the kit. */
import type { Tones } from '../kit/tones';

export const tones: Tones = {
  // stock status
  unrestricted: 'good',
  in_inspection: 'waiting',
  blocked: 'held',
  rejected: 'bad',
  concession: 'partial',
  restricted: 'partial',
  sample: 'muted',
  in_transit: 'active',
  // verdicts and decisions
  accept: 'good',
  reject: 'bad',
  retest: 'waiting',
  conforming: 'good',
  nonconforming: 'bad',
  // severities of sampling
  'severity.normal': 'muted',
  'severity.tightened': 'held',
  'severity.reduced': 'good',
  'severity.skip': 'good',
  'severity.discontinued': 'bad',
  // classes of defects
  'class.critical': 'bad',
  'class.major': 'held',
  'class.minor': 'muted',
  // grades
  'grade.a': 'good',
  'grade.A': 'good',
  'grade.B': 'good',
  'grade.C': 'held',
  'grade.D': 'bad',
  // qualification
  'status.approved': 'good',
  'status.conditional': 'partial',
  'status.blocked': 'bad',
  // states of documents
  'state.draft': 'muted',
  'state.created': 'waiting',
  'state.open': 'active',
  'state.issued': 'active',
  'state.planned': 'waiting',
  'state.released': 'active',
  'state.in_progress': 'active',
  'state.evaluated': 'waiting',
  'state.reviewed': 'active',
  'state.decided': 'good',
  'state.posted': 'good',
  'state.active': 'good',
  'state.effective': 'good',
  'state.valid': 'good',
  'state.verified': 'good',
  'state.answered': 'waiting',
  'state.contained': 'held',
  'state.closed': 'done',
  'state.done': 'done',
  'state.lifted': 'done',
  'state.superseded': 'done',
  'state.obsolete': 'done',
  'state.reversed': 'bad',
  'state.cancelled': 'muted',
  // jobs
  'job.waiting': 'waiting',
  'job.running': 'active',
  'job.done': 'good',
  'job.failed': 'held',
  'job.dead': 'bad',
  // truth
  true: 'good',
  false: 'muted',
};
