package io.github.citiesweather.connect;

/**
 * The right-hand side of a mapping entry: where a column's value comes from.
 *
 * @param source the part of the record
 * @param name   the field or header in that part; null stands for the whole key or value
 */
record Field(Source source, String name) {
    enum Source { KEY, VALUE, HEADER, NOW }

    // The engine's parser turns 'key' and 'value' into these.
    private static final String WHOLE = "__self";

    /** Reads a field as the engine's mapping parser leaves it, such as value.city, key.__self or now(). */
    static Field parse(String text) {
        if (text.equals("now()")) {
            return new Field(Source.NOW, null);
        }
        int dot = text.indexOf('.');
        String name = text.substring(dot + 1);
        return switch (text.substring(0, dot)) {
            case "key" -> new Field(Source.KEY, name.equals(WHOLE) ? null : name);
            case "value" -> new Field(Source.VALUE, name.equals(WHOLE) ? null : name);
            case "header" -> new Field(Source.HEADER, name);
            default -> throw new IllegalArgumentException("Unknown field in a mapping: " + text);
        };
    }

    @Override
    public String toString() {
        if (source == Source.NOW) {
            return "now()";
        }
        String part = source.name().toLowerCase(java.util.Locale.ROOT);
        return name == null ? part : part + "." + name;
    }
}
