import type { CodeTable } from "../codes.ts";

/** Kinds of mistakes in the value of any setting, and in the file as a whole. */
export const settingCodes = {
  "setting-not-text": {
    severity: "error",
    title: "a value is an object, a list or null",
    explanation:
      "Connect keeps every setting as text; it reads numbers and true or false as text too, but answers 400 or 500 to anything else.",
    fix: "write the value as text, or remove the setting",
  },
  "setting-required": {
    severity: "error",
    title: "a required setting is missing",
    explanation: "Connect refuses the connector without it.",
    fix: "add the setting",
  },
  "setting-type": {
    severity: "error",
    title: "a value is not of the setting's type",
    explanation:
      "Kafka's ConfigDef cannot read the value as its type, so the connector is refused or its task fails at start.",
    fix: "write a value of the type",
  },
  "setting-range": {
    severity: "error",
    title: "a number is out of range",
    explanation:
      "The setting's validator refuses the number, so the connector is refused or its task fails at start.",
    fix: "write a number in the range",
  },
  "setting-choice": {
    severity: "error",
    title: "a value is none of those allowed",
    explanation:
      "The setting has a fixed set of values; another one is refused at creation or at task start.",
    fix: "write one of the allowed values",
  },
  "setting-empty": {
    severity: "error",
    title: "a value, or an item of a list, is empty",
    explanation: "The setting's validator refuses an empty value.",
    fix: "give it a value, or remove the setting",
  },
  "setting-repeated": {
    severity: "warning",
    title: "a setting that the file gives more than once",
    explanation:
      "JSON takes the last of several values of one name, without a word.",
    fix: "remove all but one",
  },
  "setting-duplicate": {
    severity: "error",
    title: "a list names something twice",
    explanation: "Kafka refuses a repeated item in this list since 4.2.",
    fix: "list it once",
  },
  "setting-regex": {
    severity: "error",
    title: "a Java regular expression does not compile",
    explanation:
      "The setting is compiled by java.util.regex when the connector is created.",
    fix: "correct the expression; in JSON each backslash is written twice",
  },
  "setting-unknown": {
    severity: "warning",
    title: "a setting that nothing reads",
    explanation:
      "Connect and the sink ignore settings they do not know without a word, so a misspelt one has no effect.",
    fix: "correct its name, or remove it",
  },
  "setting-unused": {
    severity: "warning",
    title: "a setting that has no effect here",
    explanation:
      "The setting is known, but another setting switches off what it is for.",
    fix: "remove it, or set what it depends on",
  },
  "secret-in-clear": {
    severity: "warning",
    title: "a password stands in the config as plain text",
    explanation:
      "Connect shows a connector's config to everybody who can reach its REST API, and this file may be committed. The sink's settings are not typed as passwords there.",
    fix:
      "let the worker fill it in: ${file:/path/secrets.properties:key}, ${env:NAME} or ${dir:/path:file}, with its config provider switched on",
  },
} as const satisfies CodeTable;
