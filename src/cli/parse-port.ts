/** @throws Error that names the option */
export function parsePort(text: string, option = "port"): number {
  if (!/^\d{1,5}$/.test(text) || Number(text) > 65_535) {
    throw new Error(`--${option} takes a whole number from 0 to 65535, not ${JSON.stringify(text)}.`);
  }
  return Number(text);
}
