import {
  type City,
  type CityRequest,
  parseCityList,
  tutorialCities,
} from "../../weather/cities.ts";
import { UserError } from "../shared/exit.ts";

/** Finds the place of a name. @throws {UserError} if there is none. */
export type FindPlace = (
  request: { name: string; country: string | null },
) => Promise<City>;

/**
 * The cities to poll: those listed, or the tutorial's eight. Names that are not among them are looked up.
 *
 * @throws {UserError} if the list cannot be read or a name has no place.
 */
export async function chooseCities(
  list: string | undefined,
  findPlace: FindPlace,
): Promise<readonly City[]> {
  if (list === undefined) return tutorialCities;
  const cities: City[] = [];
  // One after the other: it happens once, and a list may be longer than a minute's calls.
  for (const request of readList(list)) {
    cities.push("city" in request ? request.city : await findPlace(request));
  }
  return cities;
}

function readList(list: string): CityRequest[] {
  try {
    return parseCityList(list);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError(
      error.message,
      'write --cities "London,Paris,FR,Camp@-77.85,166.67,AQ"',
    );
  }
}
