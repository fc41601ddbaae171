import type { Settings } from "./peer.js";

export const scenarios: (settings: Settings) => Record<string, () => Promise<void>>;
