import { assertEquals, assertThrows } from "@std/assert";
import { readDashboardSettings } from "../../../scripts/dashboard/settings.ts";
import { UserError } from "../../../scripts/shared/exit.ts";

Deno.test("readDashboardSettings() listens on loopback without a token by default", () => {
  assertEquals(readDashboardSettings({}, {}), {
    host: "127.0.0.1",
    port: 8600,
    token: null,
    allowedHosts: [],
  });
});

Deno.test("readDashboardSettings() takes flags before the environment", () => {
  const settings = readDashboardSettings({ port: "0", host: "0.0.0.0" }, {
    DASHBOARD_PORT: "9000",
    DASHBOARD_TOKEN: "0123456789abcdef",
    DASHBOARD_ALLOWED_HOSTS: "dash.example.com, dash",
  });
  assertEquals(settings, {
    host: "0.0.0.0",
    port: 0,
    token: "0123456789abcdef",
    allowedHosts: ["dash.example.com", "dash"],
  });
});

Deno.test("readDashboardSettings() lets no others in without a token", () => {
  const error = assertThrows(
    () => readDashboardSettings({ host: "0.0.0.0" }, { DASHBOARD_TOKEN: "" }),
    UserError,
  );
  assertEquals(
    error.message,
    "Cannot listen on 0.0.0.0 without a token: whoever reaches it would see the data",
  );
  assertEquals(error.exitCode, 2);
});

Deno.test("readDashboardSettings() names every fault and never the token", () => {
  const error = assertThrows(
    () =>
      readDashboardSettings({ port: "http" }, { DASHBOARD_TOKEN: "tooshort" }),
    UserError,
  );
  assertEquals(
    error.message,
    `Cannot read the dashboard's settings:
  DASHBOARD_PORT: Invalid input: expected number, received NaN
  DASHBOARD_TOKEN: Too small: expected string to have >=16 characters`,
  );
});
