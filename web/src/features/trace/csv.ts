/** A table as a CSV file of the user; a text that a spreadsheet would compute is kept a text. */
const RISKY = /^[=+\-@\t\r＝＋－＠]/;

export function csvOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => {
    const safe = RISKY.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
    return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
}

export function saveCsv(name: string, head: readonly string[], rows: readonly (readonly string[])[]): void {
  // Spreadsheets read UTF-8 only behind this mark.
  const url = URL.createObjectURL(new Blob(['\uFEFF', csvOf(head, rows)], { type: 'text/csv;charset=utf-8' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
