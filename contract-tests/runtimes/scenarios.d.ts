import type { Settings } from "./peer-server.js";

export const scenarios: (settings: Settings) => Record<string, () => Promise<void>>;
