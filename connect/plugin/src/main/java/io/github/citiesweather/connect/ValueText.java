package io.github.citiesweather.connect;

import java.nio.ByteBuffer;

/** Values in messages: recognisable, and never long. */
final class ValueText {
    private static final int MAX_LENGTH = 160;

    private ValueText() {}

    static String of(Object value) {
        if (value == null) {
            return "null";
        }
        if (value instanceof byte[] bytes) {
            return bytes.length + " bytes";
        }
        if (value instanceof ByteBuffer bytes) {
            return bytes.remaining() + " bytes";
        }
        if (value instanceof String text) {
            return "'" + cut(text) + "'";
        }
        return cut(value.toString());
    }

    /** The text, or its beginning. */
    static String cut(String text) {
        return text.length() <= MAX_LENGTH ? text : text.substring(0, MAX_LENGTH) + "… (" + text.length() + " characters)";
    }
}
