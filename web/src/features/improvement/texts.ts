import type { Text } from '../../api/definitions';

export const texts = {
  standing: { zh: '批次现存', en: 'Where the lot stands' },
  standingNone: { zh: '该批次已无现存。', en: 'Nothing of this lot is left in stock.' },
  byThis: { zh: '由本单管制', en: 'Held by this report' },
  place: { zh: '库位', en: 'Location' },
  status: { zh: '库存状态', en: 'Stock status' },
  quantity: { zh: '数量', en: 'Quantity' },
  photos: { zh: '缺陷照片', en: 'Photos of the defect' },
  photosNone: {
    zh: '还没有照片。检验录入时拍的照片和本单的附件会显示在这里。',
    en: 'No photos yet. Those taken at inspection and the attachments of this report appear here.',
  },
  chain: { zh: '处理链', en: 'Chain' },
  request: { zh: '供应商整改', en: 'Supplier request' },
  requestNone: { zh: '未要求供应商整改', en: 'The supplier was not asked' },
  reports: { zh: '不合格品报告', en: 'Nonconformances' },
  reportsNone: { zh: '没有关联的不合格品报告。', en: 'No nonconformance is among its occurrences.' },
  deadline: { zh: '期限', en: 'Due dates' },
  issued: { zh: '发出', en: 'Issued' },
  due: { zh: '回复期限', en: 'Answer due' },
  answered: { zh: '回复', en: 'Answered' },
  late: { zh: '超期 {days} 天', en: '{days} days late' },
  left: { zh: '还有 {days} 天', en: '{days} days left' },
  today: { zh: '今天到期', en: 'Due today' },
  inTime: { zh: '按期', en: 'In time' },
  next: { zh: '下一步', en: 'Next' },
  nextContain: {
    zh: '先遏制：把现存数量冻结，任何路径都不能领用或发货。',
    en: 'Contain it first: what stands is blocked on every path.',
  },
  nextDispose: {
    zh: '评审处置仍管制的 {quantity} {unit}（退货、返工、报废或让步接收），然后关闭。',
    en: 'Dispose of the {quantity} {unit} still held (return, rework, scrap or concession), then close.',
  },
  nextClose: { zh: '管制数量已处置完，可以关闭。', en: 'Nothing is held any more; it can be closed.' },
  nextAnswer: {
    zh: '等供应商回复遏制措施、根本原因和纠正措施。',
    en: 'The supplier owes containment, cause and action.',
  },
  nextJudge: { zh: '评审供应商的回复：接受或退回。', en: 'Judge the answer: accept it or return it.' },
  nextVerify: {
    zh: '在以后的来料上验证效果：有效则确认，无效则重发。',
    en: 'Verify on later deliveries: confirm when it works, reissue when not.',
  },
  nextNone: { zh: '已结束，没有下一步。', en: 'It has ended; nothing is left to do.' },
} satisfies Record<string, Text>;
