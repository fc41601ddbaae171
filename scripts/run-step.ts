/** Runs one step of a test program, and prints its name and whether it passed. */
export async function step<Result>(name: string, run: () => Promise<Result>): Promise<Result> {
  try {
    const result = await run();
    console.log(`✓ ${name}`);
    return result;
  } catch (error) {
    console.log(`✗ ${name}`);
    throw error;
  }
}
