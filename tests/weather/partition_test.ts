import { assert, assertEquals } from "@std/assert";
import { tutorialCities } from "../../weather/cities.ts";
import { cityPartition } from "../../weather/partition.ts";

const hundredCities = (
  "Tokyo|Delhi|Shanghai|Sao Paulo|Mexico " +
  "City|Cairo|Mumbai|Beijing|Dhaka|Osaka|New " +
  "York|Karachi|Buenos " +
  "Aires|Chongqing|Istanbul|Kolkata|Manila|Lagos|Rio de " +
  "Janeiro|Tianjin|Kinshasa|Guangzhou|Los " +
  "Angeles|Moscow|Shenzhen|Lahore|Bangalore|Paris|Bogota|Jakart" +
  "a|Chennai|Lima|Bangkok|Seoul|Nagoya|Hyderabad|London|Tehran|" +
  "Chicago|Chengdu|Nanjing|Wuhan|Ho Chi Minh " +
  "City|Luanda|Ahmedabad|Kuala Lumpur|Xi'an|Hong " +
  "Kong|Dongguan|Hangzhou|Foshan|Shenyang|Riyadh|Baghdad|Santia" +
  "go|Surat|Madrid|Suzhou|Pune|Harbin|Houston|Dallas|Toronto|Da" +
  "r es Salaam|Miami|Belo " +
  "Horizonte|Singapore|Philadelphia|Atlanta|Fukuoka|Khartoum|Ba" +
  "rcelona|Johannesburg|Saint " +
  "Petersburg|Qingdao|Dalian|Washington|Yangon|Alexandria|Jinan" +
  "|Guadalajara|Nairobi|Sydney|Doha|Berlin|Rome|Vienna|Oslo|Sto" +
  "ckholm|Helsinki|Warsaw|Prague|Budapest|Athens|Lisbon|Dublin|" +
  "Kyiv|Zürich|Reykjavík|Accra"
).split("|");

/** How many cities the fullest partition has, by the mean of all. */
function unevenness(names: readonly string[], partitions: number): number {
  const counts = new Array<number>(partitions).fill(0);
  for (const name of names) counts[cityPartition(name, partitions)]!++;
  return Math.max(...counts) * partitions / names.length;
}

for (const partitions of [1, 2, 3, 4, 6, 8]) {
  Deno.test(`cityPartition() spreads the eight cities evenly over ${partitions} partitions`, () => {
    const names = tutorialCities.map(({ name }) => name);
    assert(unevenness(names, partitions) <= 1.5);
  });
}

for (const partitions of [2, 3, 4, 5, 6, 8]) {
  Deno.test(`cityPartition() spreads a hundred cities evenly over ${partitions} partitions`, () => {
    assertEquals(new Set(hundredCities).size, 100);
    assert(unevenness(hundredCities, partitions) <= 1.5);
  });
}

Deno.test("cityPartition() gives each city the partition it has always had", () => {
  const partitions = ["London", "New York", "Nairobi", "Cairo", "Zürich", ""]
    .map((name) => cityPartition(name, 4));
  assertEquals(partitions, [1, 2, 0, 0, 3, 3]);
});
