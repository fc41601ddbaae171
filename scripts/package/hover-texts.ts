import { join } from "node:path";
import ts from "typescript";

/** Part of the text that an editor shows at the last occurrence of `at` in a program. */
const hovers = [
  { at: "createLinqClient", code: "createLinqClient()", text: "The message never shows the key." },
  { at: "leaveChat", code: "createLinqClient().leaveChat", text: "Leaving twice does no harm." },
  { at: "timeout", code: "createLinqClient({ timeout: 1 })", text: "in milliseconds" },
  { at: "code", code: "({} as LinqApiError).code", text: "Linq's own number for the error." },
  { at: "errorCodes", code: "errorCodes", text: "The documented error codes." },
  { at: "trace_id", code: '({} as components["schemas"]["LeaveAccepted"]).trace_id', text: "trace" },
];

/** Checks that the declarations of the installed package include their documentation. */
export function checkHoverTexts(project: string): void {
  const file = join(project, "hover.ts");
  for (const { at, code, text } of hovers) {
    const program = `import { type components, createLinqClient, errorCodes, type LinqApiError } from "linq-openapi";\nexport default ${code};\n`;
    const options: ts.CompilerOptions = {
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
    };
    const service = ts.createLanguageService({
      readFile: ts.sys.readFile,
      directoryExists: ts.sys.directoryExists,
      getDirectories: ts.sys.getDirectories,
      getCompilationSettings: () => options,
      getScriptFileNames: () => [file],
      getScriptVersion: () => "1",
      getScriptSnapshot(name) {
        const content = name === file ? program : ts.sys.readFile(name);
        return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
      },
      getCurrentDirectory: () => project,
      getDefaultLibFileName: ts.getDefaultLibFilePath,
      fileExists: (name) => name === file || ts.sys.fileExists(name),
    });
    const info = service.getQuickInfoAtPosition(file, program.lastIndexOf(at));
    const shown = ts.displayPartsToString(info?.documentation) + JSON.stringify(info?.tags ?? []);
    if (!shown.includes(text)) throw new Error(`For ${at} in ${code}, an editor shows:\n${shown}`);
  }
}
