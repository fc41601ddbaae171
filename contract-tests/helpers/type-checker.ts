/** TypeScript in this process, on the project's files with some of them replaced. */
import { resolve } from "node:path";
import ts from "typescript";
import { root } from "../../scripts/root.js";

export interface TypeError {
  file: string;
  /** From 1. */
  line: number;
  message: string;
}

export interface Checked {
  errors: TypeError[];
  program: ts.Program;
}

interface Options {
  /** An earlier program; unchanged files are not read again. */
  before?: ts.Program;
  /** Leaves out the types of Node and browsers, which the generated types do not need. */
  bare?: boolean;
  /** Checks JavaScript as well. */
  checkJs?: boolean;
}

const { config } = ts.readConfigFile(`${root}tsconfig.json`, ts.sys.readFile);
const { options: project } = ts.parseJsonConfigFileContent(config, ts.sys, root);
const sources = new Map<string, ts.SourceFile | undefined>();

/**
 * The type errors of files, under the project's tsconfig.json. Files that they import are only read: `npm run typecheck` checks those.
 *
 * @param roots the files to check, relative to the project
 * @param replaced further files to check, whose content differs from that on disk, or that do not exist on disk
 */
export function check(
  roots: string[],
  replaced: Record<string, string>,
  { before, bare, checkJs }: Options = {},
): Checked {
  const options = {
    ...project,
    ...(bare && { lib: ["lib.es2023.d.ts"], types: [] }),
    ...(checkJs && { allowJs: true, checkJs }),
  };
  const texts = new Map(Object.entries(replaced).map(([file, text]) => [resolve(root, file), text]));
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (file) => texts.get(file) ?? readFile(file);
  host.fileExists = (file) => texts.has(file) || fileExists(file);
  host.getSourceFile = (file, version, ...rest) => {
    const text = texts.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, version, true);
    if (!sources.has(file)) sources.set(file, getSourceFile(file, version, ...rest));
    return sources.get(file);
  };

  const program = ts.createProgram(
    roots.map((file) => resolve(root, file)),
    options,
    host,
    before,
  );
  const checked = new Set([...roots, ...texts.keys()].map((file) => program.getSourceFile(resolve(root, file))));
  const diagnostics = [...checked].flatMap((file) => ts.getPreEmitDiagnostics(program, file));
  const errors = diagnostics.map(({ file, start = 0, messageText }) => ({
    file: file?.fileName.replace(root, "") ?? "",
    line: file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0,
    message: ts.flattenDiagnosticMessageText(messageText, " "),
  }));
  return { errors, program };
}
