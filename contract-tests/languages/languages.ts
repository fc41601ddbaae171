/** How the client of each language is checked and run. How it is made is in README, under the same name. */

export interface Language {
  generator: string;
  /** The folder of its program, beside this file. */
  folder: string;
  /** Command lines that fail where something is not installed; the first prints the version. */
  toolchain: string[];
  /** Debian's packages that bring it, or where else it is. */
  install: string[] | string;
  /** Where the operation is in what was generated: a file, and how the operation begins there. */
  operation?: [file: string, start: string];
  /** Warnings of the generator that say nothing about the client. */
  harmless?: RegExp[];
  /** Command lines that find fault with the program: with its format, its types. */
  checks: string[];
  /** The command line that runs it. */
  run: string;
}

/** The compiler comes from Maven Central. */
const KOTLIN_VERSION = "grep kotlin.version contract-tests/languages/kotlin/pom.xml";
const JDK = "openjdk-17-jdk-headless";
const PYTHON = { toolchain: ["python3 --version", "python3 -m venv --help"], install: ["python3-venv"] };
const PYTHON_PROGRAM = {
  checks: ["pip install --quiet ruff==0.17.6", "ruff format --diff main.py", "ruff check main.py"],
  run: "python main.py",
};
const GO = {
  toolchain: ["go version"],
  install: "https://go.dev/dl",
  checks: ['test -z "$(gofmt -d main.go | tee /dev/stderr)"', "go vet ."],
  run: "go run .",
};
const OPENAPI_GENERATOR = {
  generator: "OpenAPI Generator 7.25.0",
  harmless: [/OpenAPI 3\.1 support is still in beta/, /Ignoring complex example on request body/],
};
const generatorNeeds = ["java -version", ...PYTHON.toolchain];
const generatorPackages = [JDK, ...PYTHON.install];

export const languages: Record<string, Language> = {
  Python: {
    ...PYTHON,
    ...PYTHON_PROGRAM,
    generator: "openapi-python-client 0.29.1",
    folder: "python",
    operation: ["linq/api/chats/leave_chat.py", "def sync_detailed("],
  },
  "Python models": {
    ...PYTHON,
    ...PYTHON_PROGRAM,
    generator: "datamodel-codegen 0.89.0",
    folder: "python-models",
    harmless: [/Default formatters will change|warn_deprecated\(/],
  },
  Go: {
    ...GO,
    generator: "oapi-codegen 2.8.2",
    folder: "go-oapi-codegen",
    operation: ["linq/linq.go", "func (c *Client) LeaveChat("],
  },
  "Go, ogen": {
    ...GO,
    generator: "ogen 1.24.0",
    folder: "go-ogen",
    operation: ["linq/oas_client_gen.go", "func (c *Client) LeaveChat("],
    harmless: [/Header name is not canonical/, /String validator cannot be applied to generated type/],
  },
  Java: {
    ...OPENAPI_GENERATOR,
    toolchain: ["javac -version", "mvn --version", ...generatorNeeds],
    install: ["maven", ...generatorPackages],
    folder: "java",
    operation: ["client/src/main/java/org/openapitools/client/api/ChatsApi.java", "LeaveAccepted leaveChat("],
    checks: formatter("com.google.googlejavaformat:google-java-format:1.28.0:jar:all-deps", (jar) => {
      const parts = ["api", "code", "file", "parser", "tree", "util"];
      const exports = parts.map((part) => `--add-exports jdk.compiler/com.sun.tools.javac.${part}=ALL-UNNAMED`);
      return `java ${exports.join(" ")} -jar ${jar} --set-exit-if-changed --dry-run Main.java`;
    }),
    run: "java -cp 'client/target/*:client/target/lib/*' Main.java",
  },
  Kotlin: {
    ...OPENAPI_GENERATOR,
    toolchain: [KOTLIN_VERSION, "javac -version", "mvn --version", ...generatorNeeds],
    install: ["maven", ...generatorPackages],
    folder: "kotlin",
    operation: ["client/src/main/kotlin/org/openapitools/client/apis/ChatsApi.kt", "fun leaveChat("],
    checks: [
      ...formatter(
        "com.pinterest.ktlint:ktlint-cli:1.7.1:jar:all",
        (jar) => `java -jar ${jar} src/main/kotlin/Main.kt`,
      ),
      "mvn --quiet compile dependency:copy-dependencies",
    ],
    run: "java -cp 'target/classes:target/dependency/*' MainKt",
  },
  Rust: {
    generator: "progenitor 0.15.1",
    toolchain: ["cargo --version", "cargo fmt --version"],
    install: "https://rustup.rs",
    folder: "rust",
    checks: ["cargo fmt --check"],
    run: "cargo run --quiet --locked",
  },
  PHP: {
    ...OPENAPI_GENERATOR,
    toolchain: ["php --version", "php -r 'require \"GuzzleHttp/autoload.php\";'", "phpcs --version", ...generatorNeeds],
    install: ["php-cli", "php-curl", "php-mbstring", "php-guzzlehttp-guzzle", "php-codesniffer", ...generatorPackages],
    folder: "php",
    operation: ["client/lib/Api/ChatsApi.php", "public function leaveChat("],
    checks: ["phpcs --standard=PSR12 main.php autoload.php"],
    run: "php -d display_errors=stderr main.php",
  },
  Ruby: {
    ...OPENAPI_GENERATOR,
    toolchain: ["ruby --version", "ruby -r typhoeus -e ''", "rubocop --version", ...generatorNeeds],
    install: ["ruby", "ruby-typhoeus", "rubocop", ...generatorPackages],
    folder: "ruby",
    operation: ["client/lib/openapi_client/api/chats_api.rb", "def leave_chat("],
    checks: ["rubocop main.rb"],
    run: "ruby -I client/lib main.rb",
  },
  TypeScript: {
    generator: "@hey-api/openapi-ts 0.95.0",
    toolchain: ["npx tsc --version"],
    install: "https://nodejs.org",
    folder: "typescript",
    operation: ["client/sdk.gen.ts", "export const leaveChat = "],
    checks: ["npx tsc --project ."],
    run: "node --import tsx main.ts",
  },
};

/** Gets a formatter from Maven Central, once, and has it check the program. */
function formatter(artifact: string, check: (jar: string) => string): string[] {
  const [, name, version, , classifier] = artifact.split(":");
  const jar = `"$CACHE/${name}-${version}-${classifier}.jar"`;
  return [
    `test -f ${jar} || mvn --quiet dependency:copy -Dartifact=${artifact} -DoutputDirectory="$CACHE"`,
    check(jar),
  ];
}
