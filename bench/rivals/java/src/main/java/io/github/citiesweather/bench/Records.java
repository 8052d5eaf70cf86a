package io.github.citiesweather.bench;

import java.time.Instant;

/** The bench's records by number; {@code bench/records.ts} has the same cities and times. */
record Records(int keys, long step, int bytes) {

    private static final Instant FIRST = Instant.parse("2020-01-01T00:00:00Z");
    /** Bytes of a record whose country has its usual two letters. */
    private static final int USUAL_BYTES = 128;

    int key(long number) {
        return (int) (number * step % keys);
    }

    String city(long number) {
        String digits = String.valueOf(key(number));
        return "C" + "0".repeat(Math.max(0, 5 - digits.length())) + digits;
    }

    String country() {
        return "GB" + "x".repeat(bytes - USUAL_BYTES);
    }

    /** One second after the one before, so that each record is a row of its own. */
    Instant time(long number) {
        return FIRST.plusSeconds(number);
    }

    String value(long number, String country) {
        return "{\"city\":\"" + city(number) + "\",\"country\":\"" + country + "\",\"last_update_time\":\"" + time(number)
            + "\",\"temperature\":288.15,\"feels_like\":287.6,\"humidity\":55}";
    }
}
