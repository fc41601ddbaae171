/** How each language's client is checked and run. `examples/languages` says, under the same name, how it is generated. */

export interface Language {
  generator: string;
  /** Command lines that fail where something is not installed; the first prints the version. */
  toolchain: string[];
  /** The Debian packages that provide it, or where else to get it. */
  install: string[] | string;
  /** Where the operation is in the generated code: a file, and the start of the operation. */
  operation?: [file: string, start: string];
  /** Warnings from the generator that do not concern the client. */
  harmless?: RegExp[];
  /** The program that uses the client; absent if no package registry has the language's toolchain. */
  program?: Program;
}

export interface Program {
  /** The folder beside this file. */
  folder: string;
  /** Command lines that check its format, and compile it where `run` does not. */
  checks: string[];
  run: string;
}

const JDK = "openjdk-17-jdk-headless";
const PYTHON = { toolchain: ["python3 --version", "python3 -m venv --help"], install: ["python3-venv"] };
const GO = { toolchain: ["go version"], install: "https://go.dev/dl" };
const OPENAPI_GENERATOR = {
  generator: "OpenAPI Generator 7.25.0",
  toolchain: ["java -version", ...PYTHON.toolchain],
  install: [JDK, ...PYTHON.install],
  harmless: [/OpenAPI 3\.1 support is still in beta/, /Ignoring complex example on request body/],
};

/** @param first prints the version */
function withOpenApiGenerator(first: string[], packages: string[]) {
  const { toolchain, install, ...rest } = OPENAPI_GENERATOR;
  return { ...rest, toolchain: [...first, ...toolchain], install: [...packages, ...install] };
}

function pythonProgram(folder: string): Program {
  const checks = ["pip install --quiet ruff==0.17.6", "ruff format --diff main.py", "ruff check main.py"];
  return { folder, checks, run: "python main.py" };
}

function goProgram(folder: string): Program {
  return { folder, checks: ['test -z "$(gofmt -d main.go | tee /dev/stderr)"', "go vet ."], run: "go run ." };
}

/** A command line that downloads a program from Maven Central, once, as `jar`. */
function fromMaven(artifact: string): { get: string; jar: string } {
  const [, name, version, , classifier] = artifact.split(":");
  const jar = `"$CACHE/${name}-${version}-${classifier}.jar"`;
  const copy = `mvn --quiet dependency:copy -Dartifact=${artifact} -DoutputDirectory="$CACHE"`;
  return { get: `test -f ${jar} || ${copy}`, jar };
}

const googleJavaFormat = fromMaven("com.google.googlejavaformat:google-java-format:1.28.0:jar:all-deps");
/** It uses javac's parser, which Java 17 does not export. */
const exports = ["api", "code", "file", "parser", "tree", "util"]
  .map((name) => `--add-exports jdk.compiler/com.sun.tools.javac.${name}=ALL-UNNAMED`)
  .join(" ");
const ktlint = fromMaven("com.pinterest.ktlint:ktlint-cli:1.7.1:jar:all");

export const languages: Record<string, Language> = {
  Python: {
    ...PYTHON,
    generator: "openapi-python-client 0.29.1",
    operation: ["linq/api/chats/leave_chat.py", "def sync_detailed("],
    program: pythonProgram("python"),
  },
  "Python models": {
    ...PYTHON,
    generator: "datamodel-codegen 0.89.0",
    harmless: [/Default formatters will change|warn_deprecated\(/],
    program: pythonProgram("python-models"),
  },
  Go: {
    ...GO,
    generator: "oapi-codegen 2.8.2",
    operation: ["linq/linq.go", "func (c *Client) LeaveChat("],
    program: goProgram("go-oapi-codegen"),
  },
  "Go with ogen": {
    ...GO,
    generator: "ogen 1.24.0",
    operation: ["linq/oas_client_gen.go", "func (c *Client) LeaveChat("],
    harmless: [/Header name is not canonical/, /String validator cannot be applied to generated type/],
    program: goProgram("go-ogen"),
  },
  Java: {
    ...withOpenApiGenerator(["javac -version", "mvn --version"], ["maven"]),
    operation: ["client/src/main/java/org/openapitools/client/api/ChatsApi.java", "LeaveAccepted leaveChat("],
    program: {
      folder: "java",
      checks: [
        googleJavaFormat.get,
        `java ${exports} -jar ${googleJavaFormat.jar} --set-exit-if-changed --dry-run Main.java`,
      ],
      run: "java -cp 'client/target/*:client/target/lib/*' Main.java",
    },
  },
  Kotlin: {
    // Its compiler comes from Maven Central.
    ...withOpenApiGenerator(
      ["grep kotlin.version contract-tests/languages/kotlin/pom.xml", "mvn --version"],
      ["maven"],
    ),
    operation: ["client/src/main/kotlin/org/openapitools/client/apis/ChatsApi.kt", "fun leaveChat("],
    program: {
      folder: "kotlin",
      checks: [
        ktlint.get,
        `java -jar ${ktlint.jar} src/main/kotlin/Main.kt`,
        "mvn --quiet compile dependency:copy-dependencies",
      ],
      run: "java -cp 'target/classes:target/dependency/*' MainKt",
    },
  },
  Rust: {
    generator: "progenitor 0.15.1",
    toolchain: ["cargo --version", "cargo fmt --version"],
    install: "https://rustup.rs",
    program: { folder: "rust", checks: ["cargo fmt --check"], run: "cargo run --quiet --locked" },
  },
  PHP: {
    ...withOpenApiGenerator(
      ["php --version", "php -r 'require \"GuzzleHttp/autoload.php\";'", "phpcs --version"],
      ["php-cli", "php-curl", "php-mbstring", "php-guzzlehttp-guzzle", "php-codesniffer"],
    ),
    operation: ["client/lib/Api/ChatsApi.php", "public function leaveChat("],
    program: {
      folder: "php",
      checks: ["phpcs --standard=PSR12 main.php autoload.php"],
      run: "php -d display_errors=stderr main.php",
    },
  },
  Ruby: {
    ...withOpenApiGenerator(
      ["ruby --version", "ruby -r typhoeus -e ''", "rubocop --version"],
      ["ruby", "ruby-typhoeus", "rubocop"],
    ),
    operation: ["client/lib/openapi_client/api/chats_api.rb", "def leave_chat("],
    program: { folder: "ruby", checks: ["rubocop main.rb"], run: "ruby -I client/lib main.rb" },
  },
  TypeScript: {
    generator: "@hey-api/openapi-ts 0.95.0",
    toolchain: ["npx tsc --version"],
    install: "https://nodejs.org",
    operation: ["client/sdk.gen.ts", "export const leaveChat = "],
    program: { folder: "typescript", checks: ["npx tsc --project ."], run: "node --import tsx main.ts" },
  },
  "C#": {
    ...OPENAPI_GENERATOR,
    operation: ["client/src/Org.OpenAPITools/Api/ChatsApi.cs", "LeaveChatAsync("],
  },
  Swift: {
    ...OPENAPI_GENERATOR,
    operation: ["client/Sources/OpenAPIClient/APIs/ChatsAPI.swift", "func leaveChat("],
  },
};
