import { assert, assertEquals } from "@std/assert";
import {
  type AccessRules,
  isAuthorized,
  isKnownHost,
  isLoopback,
  loginCookie,
} from "../../../scripts/dashboard/access.ts";

const rules: AccessRules = {
  hosts: ["dash.example.com"],
  token: "a-token-of-sixteen",
  port: 8600,
};

for (
  const { host, known } of [
    { host: "localhost:8600", known: true },
    { host: "127.0.0.1:8600", known: true },
    { host: "[::1]:8600", known: true },
    { host: "192.168.1.7", known: true },
    { host: "DASH.example.com:8600", known: true },
    { host: "evil.example.com:8600", known: false },
    { host: "localhost.evil.example.com", known: false },
    { host: "127.0.0.1.evil.example.com", known: false },
    { host: "127.0.0.1:8600@evil.example.com", known: false },
    { host: "", known: false },
    { host: null, known: false },
  ]
) {
  Deno.test(`isKnownHost() ${known ? "takes" : "refuses"} ${host}`, () => {
    assertEquals(isKnownHost(host, rules), known);
  });
}

Deno.test("isLoopback() tells this machine's own addresses from others", () => {
  assertEquals(
    [
      "localhost",
      "127.0.0.1",
      "127.9.9.9",
      "::1",
      "0.0.0.0",
      "::",
      "10.0.0.1",
      "127.evil.example.com",
    ]
      .map(isLoopback),
    [true, true, true, true, false, false, false, false],
  );
});

for (
  const { what, headers, allowed } of [
    {
      what: "the token as bearer",
      headers: { authorization: `Bearer ${rules.token}` },
      allowed: true,
    },
    {
      what: "the cookie of a login",
      headers: { cookie: `a=b; ${loginCookie(rules).split(";")[0]}` },
      allowed: true,
    },
    { what: "no token", headers: {}, allowed: false },
    {
      what: "another token",
      headers: { authorization: "Bearer a-token-of-sixteem" },
      allowed: false,
    },
    {
      what: "a part of the token",
      headers: { authorization: "Bearer a-token" },
      allowed: false,
    },
    {
      what: "the token itself as the cookie",
      headers: { cookie: `dashboard_8600=${rules.token}` },
      allowed: false,
    },
    {
      what: "the cookie of another dashboard",
      headers: { cookie: loginCookie({ ...rules, token: "some-other-token" }) },
      allowed: false,
    },
  ]
) {
  Deno.test(`isAuthorized() ${allowed ? "takes" : "refuses"} ${what}`, () => {
    assertEquals(
      isAuthorized(new Headers(headers as Record<string, string>), rules),
      allowed,
    );
  });
}

Deno.test("isAuthorized() asks for nothing where there is no token", () => {
  assert(isAuthorized(new Headers(), { ...rules, token: null }));
});

Deno.test("loginCookie() holds no token, and is out of reach of scripts and other sites", () => {
  const cookie = loginCookie(rules);
  assert(!cookie.includes(rules.token!));
  assert(/; HttpOnly; SameSite=Strict; Path=\/$/.test(cookie), cookie);
});
