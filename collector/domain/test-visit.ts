/** Whether a page was opened by who tries the script out: with the overlay, or `?waybill=test`. */
export function isTest(url: string): boolean {
  return /[?&]waybill=(test|debug)\b/.test(url);
}
