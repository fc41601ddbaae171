export default {
  globalSetup: "./global-setup.mjs",
  globalTeardown: "./global-teardown.mjs",
  // Jest's default mode does not support ES modules, so Babel compiles the package.
  transform: { "\\.[cm]?js$": ["babel-jest", { presets: [["@babel/preset-env", { targets: { node: "current" } }]] }] },
  transformIgnorePatterns: ["/node_modules/(?!linq-openapi/)"],
};
