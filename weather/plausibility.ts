import type { City } from "./cities.ts";
import type { WeatherUnits } from "./record.ts";

/**
 * Between these no air temperature near the ground has ever been measured to lie outside: the records are −89.2 °C
 * (Vostok, 1983) and 56.7 °C (Furnace Creek, 1913), here with some room. Kelvin and Celsius ranges do not overlap, so
 * an answer in the one is never taken for the other.
 */
const temperatureRange = {
  standard: { min: 178, max: 338, unit: "K" },
  metric: { min: -95, max: 65, unit: "°C" },
} as const;

/** The highest dew point ever measured is 35 °C (Dhahran, 2003); a higher one betrays Fahrenheit taken for Celsius. */
const maxDewPoint = 40;

/** Wind chill and heat index move the perceived temperature by some 30 degrees at most; another unit by far more. */
const maxFeelsLikeDifference = 60;

/** An answer's coordinates are rounded, or those of the grid point (at most 0.25°) or station nearby. */
const maxDistanceKm = 50;

/** Exact by definition: 0 °C is 273.15 K. */
export const celsiusZeroInKelvin = 273.15;

/** The numbers of an observation that its units make plausible or not. */
export interface Measured {
  readonly temperature: number;
  readonly feels_like: number | null;
  /** Relative humidity, percent. */
  readonly humidity: number;
}

/** Says why numbers cannot be in the given units, or null if they can. */
export function findImplausible(
  { temperature, feels_like, humidity }: Measured,
  units: WeatherUnits,
): string | null {
  const { min, max, unit } = temperatureRange[units];
  if (!(temperature >= min && temperature <= max)) {
    return `a temperature of ${temperature} is not one in ${unit} ` +
      `(${min} to ${max}): the answer is in other units than asked for`;
  }
  if (
    feels_like !== null &&
    !(Math.abs(feels_like - temperature) <= maxFeelsLikeDifference)
  ) {
    return `a temperature of ${temperature} ${unit} cannot feel like ${feels_like}`;
  }
  const celsius = units === "metric"
    ? temperature
    : temperature - celsiusZeroInKelvin;
  if (dewPoint(celsius, humidity) > maxDewPoint) {
    return `${temperature} ${unit} at ${humidity} % humidity has never been ` +
      `measured anywhere: the answer is in other units than asked for`;
  }
  return null;
}

/** Dew point in °C by the Magnus formula, with the coefficients of Alduchov and Eskridge (1996). */
function dewPoint(celsius: number, humidity: number): number {
  const [b, c] = [17.625, 243.04];
  const gamma = Math.log(humidity / 100) + b * celsius / (c + celsius);
  return c * gamma / (b - gamma);
}

/** Says why coordinates are not those of the city, or null if they are near it. */
export function findMisplaced(
  latitude: number,
  longitude: number,
  city: City,
): string | null {
  const distance = distanceKm([latitude, longitude], [
    city.latitude,
    city.longitude,
  ]);
  if (distance <= maxDistanceKm) return null;
  return `the answer is for ${latitude},${longitude}, ` +
    `${Math.round(distance)} km from ${city.name} ` +
    `(${city.latitude},${city.longitude})`;
}

/** Great-circle distance by the haversine formula on a sphere of the Earth's mean radius. */
function distanceKm(
  [lat1, lon1]: readonly [number, number],
  [lat2, lon2]: readonly [number, number],
): number {
  const half = (degrees: number) => Math.sin(degrees * Math.PI / 360) ** 2;
  const cos = (degrees: number) => Math.cos(degrees * Math.PI / 180);
  const h = half(lat2 - lat1) + cos(lat1) * cos(lat2) * half(lon2 - lon1);
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(h)));
}
