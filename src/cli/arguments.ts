import { type ParseArgsConfig, parseArgs } from "node:util";

type Options = NonNullable<ParseArgsConfig["options"]>;

/**
 * The options and positional arguments of the command line.
 *
 * @param most the maximum number of positional arguments
 * @throws Error with one line that says what is wrong and where the options are listed
 */
export function readArguments<Config extends Options>(
  command: string,
  args: string[],
  options: Config,
  most = 0,
): ReturnType<typeof parseArgs<{ options: Config; allowPositionals: true }>> {
  try {
    const read = parseArgs({ args, options, allowPositionals: true });
    const extra = read.positionals[most];
    if (extra !== undefined) throw new Error(`Unexpected argument '${extra}'`);
    return read;
  } catch (error) {
    // Node appends advice about arguments that begin with a dash.
    const [problem] = (error as Error).message.split(/\.\s|\n/);
    throw new Error(`${problem?.replace(/\.$/, "")}. \`linq-openapi ${command} --help\` lists the options.`);
  }
}

/** @throws Error that names the option */
export function readWhole(option: string, text: string | undefined, least: number, unit: string): number | undefined {
  if (text === undefined) return undefined;
  if (/^\d{1,9}$/.test(text) && Number(text) >= least) return Number(text);
  throw new Error(`--${option} takes a whole number of ${unit}, ${least} or more, not ${JSON.stringify(text)}.`);
}
