/** Options of {@linkcode interleave}. */
export interface InterleaveOptions<T> {
  readonly rounds: number;
  /** Has a contender's turn and gives what it measured. */
  readonly turn: (contender: T, round: number) => Promise<number>;
}

/**
 * Gives each contender its turn in every round, so that whatever the machine does meanwhile hits all of them. Each round
 * begins with another one, as the first of a round may be at an advantage or not.
 *
 * @returns each contender's values, one a round
 */
export async function interleave<T>(
  contenders: readonly T[],
  { rounds, turn }: InterleaveOptions<T>,
): Promise<Map<T, number[]>> {
  const values = new Map<T, number[]>(contenders.map((one) => [one, []]));
  for (let round = 0; round < rounds; round++) {
    for (let i = 0; i < contenders.length; i++) {
      const contender = contenders[(i + round) % contenders.length]!;
      values.get(contender)!.push(await turn(contender, round));
    }
  }
  return values;
}
