import type { Snapshot } from "../../../scripts/dashboard/snapshot.ts";

const at = Date.parse("2026-11-25T12:00:00Z");
const up = { state: "up", since: 0 } as const;

/** A pipeline that does well, but for a change. */
export function sampleSnapshot(change: Partial<Snapshot> = {}): Snapshot {
  return {
    at,
    units: "metric",
    kafka: { health: up, address: "localhost:9092" },
    topic: {
      name: "weather",
      partitions: 4,
      records: 1_200,
      perSecond: 0.8,
      lastRecordAt: at - 5_000,
    },
    connect: { health: up, address: "http://localhost:8083", version: "4.3.1" },
    connector: {
      name: "sink",
      state: "RUNNING",
      tasks: [
        { id: 0, state: "RUNNING", worker: "w:1" },
        { id: 1, state: "RUNNING", worker: "w:1" },
      ],
      troubledSince: null,
      problems: [],
      lag: 3,
      perSecond: 0.7,
    },
    deadLetters: { topic: "weather-dlq", total: 2, reasons: [], counted: 0 },
    cassandra: { health: up, address: "127.0.0.1:9042" },
    table: { name: "ks.weather", exists: true, lastWriteAt: at - 90_000 },
    latest: [{
      city: "Cairo\x1b[2J",
      country: "EG",
      at: at - 600_000,
      written: at - 90_000,
      temperature: 30.5,
      feels_like: null,
      humidity: 20,
    }],
    lastError: null,
    ...change,
  };
}
