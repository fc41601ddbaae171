/** A module of CommonJS has no named exports once it is bundled. */
export { Ajv2020 } from "ajv/dist/2020.js";
