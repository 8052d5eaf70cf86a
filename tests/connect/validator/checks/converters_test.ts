// Each row was put to Connect 4.3.1: what it said is what is expected here.
import { assertEquals } from "@std/assert";
import { type Change, check, testAccepted, testRefused } from "../_check.ts";

const kafka = "org.apache.kafka.connect.";
const json = `${kafka}json.JsonConverter`;

testRefused([
  [{ "value.converter.converter.type": "x" }, "setting-choice"],
  [{ "value.converter": "" }, "class-misspelt"],
  [{ "value.converter": `${kafka}json.JsonConvertor` }, "class-misspelt"],
  [{ "value.converter": `${kafka}storage.JsonConverter` }, "class-misspelt"],
  [{ "value.converter": ` ${json} ` }, "class-misspelt"],
  [
    { "key.converter": `${kafka}storage.SimpleHeaderConverter` },
    "class-wrong-kind",
  ],
  [
    {
      "value.converter":
        "org.apache.kafka.common.serialization.StringDeserializer",
    },
    "class-wrong-kind",
  ],
  [{ "header.converter": `${kafka}storage.HeaderConverter` }, "class-misspelt"],
  [
    { "value.converter": json, "value.converter.schemas.enable": "no" },
    "setting-type",
  ],
  [
    { "value.converter": json, "value.converter.schemas.cache.size": "x" },
    "setting-type",
  ],
  [
    { "value.converter": json, "value.converter.decimal.format": "text" },
    "setting-choice",
  ],
  [
    { "value.converter": json, "value.converter.schema.content": "{bad" },
    "converter-misconfigured",
  ],
  [
    { "value.converter.converter.encoding": "UTF-99" },
    "converter-misconfigured",
  ],
  [
    { "value.converter": "io.confluent.connect.avro.AvroConverter" },
    "setting-required",
  ],
]);

testAccepted([
  [{ "value.converter": "JsonConverter" }],
  [{ "value.converter": "Json" }],
  [{ "value.converter": json, "value.converter.schemas.enable": "False" }],
  [{ "value.converter": json, "value.converter.decimal.format": "numeric" }],
  [
    { "value.converter": json, "value.converter.schema.enable": "false" },
    "setting-unknown",
  ],
  [{ "value.converter.converter.encoding": "UTF8" }],
  [
    { "value.converter": json, "value.converter.converter.encoding": "nope" },
    "setting-unknown",
  ],
  [{ "value.converter.converter.encoding": "ISO-8859-1" }],
  [{ "value.converter": `${kafka}converters.ByteArrayConverter` }],
  [{ "header.converter": `${kafka}storage.SimpleHeaderConverter` }],
  [{ "header.converter": `${kafka}converters.LongConverter` }],
  [{ "value.converter": "com.example.MyConverter" }],
  [{ "value.converter": null }],
  [
    { "value.converter": null, "value.converter.schemas.enable": "false" },
    "converter-settings-without-converter",
  ],
]);

for (
  const { change, hints } of [
    { change: {}, hints: [] },
    {
      change: { "value.converter": json, "key.converter": "Json" },
      hints: ["key.converter", "value.converter"],
    },
    {
      change: { "value.converter": json, "value.converter.schemas.enable": "" },
      hints: [],
    },
    {
      change: {
        "value.converter": json,
        "value.converter.schemas.enable": "true",
      },
      hints: [],
    },
    {
      change: {
        "value.converter": json,
        "value.converter.schema.content": '{"type": "string"}',
      },
      hints: [],
    },
    { change: { "header.converter": json }, hints: [] },
  ] satisfies { change: Change; hints: string[] }[]
) {
  Deno.test(`checkConnector() hints at schemas.enable for ${hints.join(" and ") || "nothing"} with ${JSON.stringify(change)}`, async () => {
    const findings = await check(change);
    assertEquals(
      findings.filter(({ code }) => code === "converter-expects-schema")
        .map(({ severity, setting }) => [severity, setting]),
      hints.map((setting) => ["hint", setting]),
    );
  });
}
