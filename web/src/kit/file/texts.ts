export const texts = {
  choose: { zh: '选择文件', en: 'Choose a file' },
  choosePicture: { zh: '选择图片', en: 'Choose a picture' },
  photo: { zh: '拍照', en: 'Take a photo' },
  replace: { zh: '更换', en: 'Replace' },
  remove: { zh: '移除', en: 'Remove' },
  removeOf: { zh: '移除 {name}', en: 'Remove {name}' },
  open: { zh: '打开', en: 'Open' },
  openOf: { zh: '打开 {name}', en: 'Open {name}' },
  stop: { zh: '停止上传', en: 'Stop the upload' },
  sending: { zh: '正在上传 {name}', en: 'Uploading {name}' },
  limits: { zh: '任意类型，不超过 25 MB；可拖放到此处', en: 'Any type, at most 25 MB; can be dropped here' },
  limitsPicture: {
    zh: 'JPEG、PNG 或 WebP，不超过 25 MB、4000 万像素；可拖放到此处',
    en: 'JPEG, PNG or WebP, at most 25 MB and 40 million pixels; can be dropped here',
  },
  empty: { zh: '{name} 是空文件，请另选一个', en: '{name} is empty; choose another' },
  size: { zh: '{name} 有 {size}，超过 25 MB，请缩小后再选', en: '{name} has {size}, more than 25 MB; make it smaller' },
  picture: {
    zh: '{name} 不是 JPEG、PNG 或 WebP 图片，请另选或转换格式',
    en: '{name} is no JPEG, PNG or WebP picture; choose another or convert it',
  },
  done: { zh: '已上传 {name}，保存后生效', en: '{name} is uploaded; it counts once you save' },
};
