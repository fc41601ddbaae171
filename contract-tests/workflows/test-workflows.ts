/** `npm run test:workflows`: runs every workflow of `openapi/arazzo/` against its own sandbox. */
import { root } from "../../scripts/root.js";
import { startStage, workflowIds } from "./respect.js";

const start = performance.now();
console.log("One of them waits for 30 seconds, as its 429 asks.");
const outcomes = await Promise.all(
  (await workflowIds(root)).map(async (id) => {
    const stage = await startStage();
    try {
      const { passed, problem } = await stage.play(root, id);
      console.log(`${passed ? "✓" : "✗"} ${id}${passed ? "" : `\n${problem}`}`);
      return passed;
    } finally {
      await stage.stop();
    }
  }),
);
console.log(
  `${outcomes.filter(Boolean).length} of ${outcomes.length}, ${((performance.now() - start) / 1000).toFixed(1)} s`,
);
if (outcomes.includes(false)) process.exitCode = 1;
