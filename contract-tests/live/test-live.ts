/** `CONTRACT_TARGET=https://… npm run test:live`: does a deployment keep the contract? */
import { runLive } from "./run-live.js";

const { CONTRACT_TARGET, CONTRACT_LEAVE_CHAT_ID, LINQ_API_V3_API_KEY } = process.env;

if (!CONTRACT_TARGET) {
  console.error(`Set CONTRACT_TARGET to the base URL of the deployment to send, for instance
  CONTRACT_TARGET=https://api.linqapp.com/api/partner npm run test:live

LINQ_API_V3_API_KEY       the key to send with; without it only unauthenticated requests are made
CONTRACT_LEAVE_CHAT_ID    a chat to really leave; without it nothing is changed`);
  process.exit(1);
}

try {
  const findings = await runLive({
    target: CONTRACT_TARGET,
    key: LINQ_API_V3_API_KEY || undefined,
    leaveChatId: CONTRACT_LEAVE_CHAT_ID || undefined,
    print: (line) => console.log(line),
  });
  if (findings.length > 0) process.exitCode = 1;
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
