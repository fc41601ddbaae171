export function parsePort(text: string): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new Error(`--port takes a whole number from 0 to 65535, not ${JSON.stringify(text)}.`);
  }
  return Number(text);
}
