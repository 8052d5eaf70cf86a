import { NotSimulated } from "../refusal.ts";

/** The symbols that `java.text.DecimalFormat` reads numbers with, as the CLDR data of Java 17 has them. */
export interface NumberSymbols {
  readonly decimal: string;
  readonly grouping: string;
  readonly minus: string;
  readonly exponent: string;
}

const dotComma = symbols(".", ",");
const commaDot = symbols(",", ".");
const commaSpace = symbols(",", "\u00a0");
const commaThinSpace = symbols(",", "\u202f");
const dotApostrophe = symbols(".", "\u2019");

const byLanguage: Readonly<Record<string, NumberSymbols>> = {
  ...all("en zh ja ko th ms sw cy ga mt hi gu ta te kn ml si fil", dotComma),
  ...all("az bs ca da de es gl id is it lb mk nl pt ro sr tr vi", commaDot),
  ...all("af be bg cs hu hy ka kk ky lv pl ru sq uz", commaSpace),
  fr: commaThinSpace,
  ...all("hr eu fo", { ...commaDot, minus: "\u2212" }),
  ...all("fi nb nn no", { ...commaSpace, minus: "\u2212" }),
  ...all("sv et lt", {
    ...commaSpace,
    minus: "\u2212",
    exponent: "\u00d710^",
  }),
  sl: { ...commaDot, minus: "\u2212", exponent: "e" },
  el: { ...commaDot, exponent: "e" },
  sk: { ...commaSpace, exponent: "e" },
  uk: { ...commaSpace, exponent: "\u0415" },
};

const byCountry: Readonly<Record<string, NumberSymbols>> = {
  ...all("de_AT en_FI en_ZA es_CR fr_CA", commaSpace),
  ...all(
    "pt_AO pt_CH pt_CV pt_GQ pt_GW pt_LU pt_MO pt_MZ pt_PT pt_ST pt_TL",
    commaSpace,
  ),
  ...all("de_CH de_LI en_CH it_CH", dotApostrophe),
  ...all("en_AT en_BE en_DE en_DK en_NL fr_LU fr_MA ms_BN ms_ID", commaDot),
  ...all("en_AU en_CA", { ...dotComma, exponent: "e" }),
  en_SI: { ...commaDot, exponent: "e" },
  en_SE: { ...commaSpace, exponent: "\u00d710^" },
  ...all(
    "es_MX es_US es_PE es_PR es_GT es_HN es_NI es_PA es_SV es_DO es_CU es_BR es_BZ",
    dotComma,
  ),
};

/**
 * The symbols of a `codec.locale`, such as `de_DE`.
 *
 * @throws {NotSimulated} for a language whose symbols are not listed here.
 */
export function numberSymbols(locale: string): NumberSymbols {
  const [language = "", country = "", variant = ""] = locale.split("_").filter((
    part,
  ) => part !== "");
  // A tag with a dash is one unknown language to Java, which then takes the root's symbols.
  if (/^[A-Za-z]{2,3}-/.test(language)) return dotComma;
  const found =
    byCountry[`${language.toLowerCase()}_${country.toUpperCase()}`] ??
      byLanguage[language.toLowerCase()];
  if (found === undefined || variant !== "") {
    throw new NotSimulated(`numbers of the locale ${locale}`);
  }
  return found;
}

function symbols(decimal: string, grouping: string): NumberSymbols {
  return { decimal, grouping, minus: "-", exponent: "E" };
}

function all(
  names: string,
  value: NumberSymbols,
): Readonly<Record<string, NumberSymbols>> {
  return Object.fromEntries(names.split(" ").map((name) => [name, value]));
}
