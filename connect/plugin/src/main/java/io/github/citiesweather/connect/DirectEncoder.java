package io.github.citiesweather.connect;

import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.dsbulk.codecs.api.CommonConversionContext;
import com.datastax.oss.dsbulk.codecs.api.ConversionContext;
import com.datastax.oss.dsbulk.codecs.api.format.temporal.CqlTemporalFormat;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.Map;

/**
 * The bytes of a column of one type from what usually fills it, without the engine's detours through texts, decimals and dates. It
 * makes the bytes that the engine's codec would make, or none: what is unusual in any way is left to that codec.
 */
enum DirectEncoder {
    TEXT {
        @Override
        ByteBuffer encode(FlatJson json, int slot) {
            return json.kind(slot) == FlatJson.Kind.TEXT ? ascii(json.text(slot)) : null;
        }

        @Override
        ByteBuffer encode(Object value) {
            return value instanceof String text ? ascii(text) : null;
        }
    },
    TINYINT {
        @Override
        ByteBuffer encode(FlatJson json, int slot) {
            long number = json.number(slot);
            return json.kind(slot) == FlatJson.Kind.INT && number == (byte) number ? ByteBuffer.wrap(new byte[] {(byte) number}) : null;
        }
    },
    SMALLINT {
        @Override
        ByteBuffer encode(FlatJson json, int slot) {
            long number = json.number(slot);
            return json.kind(slot) == FlatJson.Kind.INT && number == (short) number ? ByteBuffer.allocate(2).putShort(0, (short) number) : null;
        }
    },
    INT {
        @Override
        ByteBuffer encode(FlatJson json, int slot) {
            return json.kind(slot) == FlatJson.Kind.INT ? ByteBuffer.allocate(4).putInt(0, (int) json.number(slot)) : null;
        }

        @Override
        ByteBuffer encode(Object value) {
            return value instanceof Integer number ? ByteBuffer.allocate(4).putInt(0, number) : null;
        }
    },
    BIGINT {
        @Override
        ByteBuffer encode(FlatJson json, int slot) {
            FlatJson.Kind kind = json.kind(slot);
            return kind == FlatJson.Kind.LONG || kind == FlatJson.Kind.INT ? ByteBuffer.allocate(8).putLong(0, json.number(slot)) : null;
        }

        @Override
        ByteBuffer encode(Object value) {
            return value instanceof Long number ? ByteBuffer.allocate(8).putLong(0, number) : null;
        }
    },
    FLOAT {
        @Override
        ByteBuffer encode(FlatJson json, int slot) {
            long digits = json.number(slot);
            int scale = json.scale(slot);
            return isShort(json.kind(slot)) && Math.abs(digits) < MAX_FLOAT_DIGITS && scale <= MAX_FLOAT_SCALE
                    ? ByteBuffer.allocate(4).putFloat(0, digits / FLOAT_POWERS[scale]) : null;
        }
    },
    DOUBLE {
        @Override
        ByteBuffer encode(FlatJson json, int slot) {
            long digits = json.number(slot);
            int scale = json.scale(slot);
            return isShort(json.kind(slot)) && Math.abs(digits) < MAX_DOUBLE_DIGITS && scale <= MAX_DOUBLE_SCALE
                    ? ByteBuffer.allocate(8).putDouble(0, digits / DOUBLE_POWERS[scale]) : null;
        }

        @Override
        ByteBuffer encode(Object value) {
            return value instanceof Double number ? ByteBuffer.allocate(8).putDouble(0, number) : null;
        }
    },
    BOOLEAN {
        @Override
        ByteBuffer encode(FlatJson json, int slot) {
            return json.kind(slot) == FlatJson.Kind.BOOLEAN ? ByteBuffer.wrap(new byte[] {(byte) json.number(slot)}) : null;
        }
    },
    TIMESTAMP {
        @Override
        ByteBuffer encode(FlatJson json, int slot) {
            return json.kind(slot) == FlatJson.Kind.TEXT ? timestamp(json.text(slot)) : null;
        }
    };

    // Whole numbers below these, divided by these powers of ten, are the nearest float or double: all three are exact.
    private static final float[] FLOAT_POWERS = {1e0f, 1e1f, 1e2f, 1e3f, 1e4f, 1e5f, 1e6f};
    private static final double[] DOUBLE_POWERS = {1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12};
    private static final int MAX_FLOAT_SCALE = FLOAT_POWERS.length - 1;
    private static final int MAX_DOUBLE_SCALE = DOUBLE_POWERS.length - 1;
    // Of so many digits a float or double keeps all, so that the engine, which refuses what it would have to round, takes them too.
    private static final int MAX_FLOAT_DIGITS = 1_000_000;
    private static final long MAX_DOUBLE_DIGITS = 1_000_000_000_000_000L;

    private static final Map<DataType, DirectEncoder> BY_TYPE = Map.ofEntries(
            Map.entry(DataTypes.TEXT, TEXT), Map.entry(DataTypes.ASCII, TEXT), Map.entry(DataTypes.TINYINT, TINYINT),
            Map.entry(DataTypes.SMALLINT, SMALLINT), Map.entry(DataTypes.INT, INT), Map.entry(DataTypes.BIGINT, BIGINT),
            Map.entry(DataTypes.FLOAT, FLOAT), Map.entry(DataTypes.DOUBLE, DOUBLE), Map.entry(DataTypes.BOOLEAN, BOOLEAN),
            Map.entry(DataTypes.TIMESTAMP, TIMESTAMP));

    /** The encoder for a column; null if there is none for its type, or none that would read texts as the codec settings want it. */
    static DirectEncoder of(DataType type, ConversionContext settings) {
        DirectEncoder encoder = BY_TYPE.get(type);
        boolean isoTime = settings.getAttribute(CommonConversionContext.TIMESTAMP_FORMAT) instanceof CqlTemporalFormat;
        return encoder == TIMESTAMP && !isoTime ? null : encoder;
    }

    /** The bytes of a field; null if it is for the engine. */
    abstract ByteBuffer encode(FlatJson json, int slot);

    /** The bytes of a value that Connect gives without a logical type; null if it is for the engine. */
    ByteBuffer encode(Object value) {
        return null;
    }

    private static boolean isShort(FlatJson.Kind kind) {
        return kind == FlatJson.Kind.DECIMAL || kind == FlatJson.Kind.INT;
    }

    // Others are for the driver's codec, which refuses halves of characters.
    private static ByteBuffer ascii(String text) {
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                return null;
            }
            bytes[i] = (byte) c;
        }
        return ByteBuffer.wrap(bytes);
    }

    /** Reads yyyy-MM-ddTHH:mm:ssZ, or the same with milliseconds. */
    private static ByteBuffer timestamp(String text) {
        int length = text.length();
        boolean millis = length == 24 && text.charAt(19) == '.';
        if (!(millis || length == 20) || text.charAt(length - 1) != 'Z' || text.charAt(4) != '-' || text.charAt(7) != '-'
                || text.charAt(10) != 'T' || text.charAt(13) != ':' || text.charAt(16) != ':') {
            return null;
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        int milli = millis ? number(text, 20, 23) : 0;
        // A number that is none is negative.
        if (year < 0 || month < 1 || month > 12 || day < 1 || day > YearMonth.of(year, month).lengthOfMonth() || hour < 0 || hour > 23
                || minute < 0 || minute > 59 || second < 0 || second > 59 || milli < 0) {
            return null;
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        long seconds = days * 86_400 + hour * 3600 + minute * 60 + second;
        return ByteBuffer.allocate(8).putLong(0, seconds * 1000 + milli);
    }

    private static int number(String text, int start, int end) {
        int number = 0;
        for (int i = start; i < end; i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
