/** For clients in TypeScript: runs the scenarios of the server at `CONFORMANCE_URL`, all at once, and posts their results. */
import type { Result } from "../../../scripts/generate/conformance.js";

export interface Task {
  baseUrl: string;
  /** In seconds. */
  timeout: number;
  chatId: string;
}

export async function inEachScenario(run: (task: Task) => Promise<Result>): Promise<void> {
  const scenarios = await (await fetch(`${process.env.CONFORMANCE_URL}`)).json();
  await Promise.all(
    scenarios.map(
      async ({ baseUrl, timeout = 60, request }: { baseUrl: string; timeout?: number; request: { path: string } }) => {
        const chatId = request.path.split("/")[3] ?? "";
        const result = await run({ baseUrl, timeout, chatId });
        await fetch(`${baseUrl}/result`, { method: "POST", body: JSON.stringify(result) });
      },
    ),
  );
}
