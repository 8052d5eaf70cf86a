package io.github.citiesweather.connect;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/**
 * The mapped fields of a JSON object, read in one pass and without a tree of nodes for what is plain. It is used again for the next
 * object, so that reading one makes little garbage.
 *
 * <p>It reads what a tree would say, or says that it cannot: whatever is unusual is left to the tree, which then tells what is wrong.
 *
 * <p>Not safe for use by several threads.
 */
final class FlatJson {
    /** What a field holds. */
    enum Kind {
        /** The object has no such field. */
        MISSING,
        NULL,
        TEXT,
        BOOLEAN,
        /** A whole number that fits an int. */
        INT,
        /** A whole number that fits a long, but not an int. */
        LONG,
        /** A number with a fraction: its digits are those of a long, and some of them are behind the point. */
        DECIMAL,
        /** Anything else, as a node. */
        NODE
    }

    // Longer documents are rare, and a tree costs little beside their length.
    private static final int MAX_LENGTH = 1 << 15;
    // So many digits always fit a long.
    private static final int MAX_DIGITS = 18;

    private final ObjectReader json;
    private final Map<String, Integer> slots = new HashMap<>();
    private final Kind[] kinds;
    private final Object[] objects;
    private final long[] numbers;
    private final int[] scales;
    private long digits;
    private int scale;

    /**
     * Makes a reader.
     *
     * @param json  reads a field's value into a node, from a parser that may go on behind it
     * @param names of the fields to keep
     */
    FlatJson(ObjectReader json, Collection<String> names) {
        this.json = json;
        names.forEach(name -> slots.putIfAbsent(name, slots.size()));
        kinds = new Kind[slots.size()];
        objects = new Object[slots.size()];
        numbers = new long[slots.size()];
        scales = new int[slots.size()];
    }

    /** Where a field is kept; -1 if it is not. */
    int slot(String name) {
        return slots.getOrDefault(name, -1);
    }

    /**
     * Reads a document.
     *
     * @param data a text, or bytes in UTF-8
     * @return false if it has to be read as a tree
     */
    boolean read(Object data) {
        try {
            if (data instanceof String text) {
                return text.length() <= MAX_LENGTH && read(json.createParser(text));
            }
            byte[] bytes = (byte[]) data;
            return bytes.length <= MAX_LENGTH && read(json.createParser(bytes));
        } catch (IOException e) {
            // The tree's reader meets the same, and says so.
            return false;
        }
    }

    private boolean read(JsonParser parser) throws IOException {
        try (parser) {
            Arrays.fill(kinds, Kind.MISSING);
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return false;
            }
            for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
                Integer slot = slots.get(name);
                JsonToken token = parser.nextToken();
                if (slot == null) {
                    skip(parser, token);
                } else if (kinds[slot] != Kind.MISSING) {
                    return false;
                } else {
                    keep(slot, parser, token);
                }
            }
            return parser.currentToken() == JsonToken.END_OBJECT && parser.nextToken() == null;
        }
    }

    private void keep(int slot, JsonParser parser, JsonToken token) throws IOException {
        switch (token) {
            case VALUE_NULL -> kinds[slot] = Kind.NULL;
            case VALUE_STRING -> {
                kinds[slot] = Kind.TEXT;
                objects[slot] = parser.getText();
            }
            case VALUE_TRUE, VALUE_FALSE -> {
                kinds[slot] = Kind.BOOLEAN;
                numbers[slot] = token == JsonToken.VALUE_TRUE ? 1 : 0;
            }
            case VALUE_NUMBER_INT -> {
                switch (parser.getNumberType()) {
                    case INT -> kinds[slot] = Kind.INT;
                    case LONG -> kinds[slot] = Kind.LONG;
                    default -> {
                        keepNode(slot, parser);
                        return;
                    }
                }
                numbers[slot] = parser.getLongValue();
                scales[slot] = 0;
            }
            case VALUE_NUMBER_FLOAT -> {
                if (isPlainDecimal(parser)) {
                    kinds[slot] = Kind.DECIMAL;
                    numbers[slot] = digits;
                    scales[slot] = scale;
                } else {
                    keepNode(slot, parser);
                }
            }
            default -> keepNode(slot, parser);
        }
    }

    private void keepNode(int slot, JsonParser parser) throws IOException {
        objects[slot] = json.readTree(parser);
        kinds[slot] = Kind.NODE;
    }

    // The tree would read each number, and fail where it cannot: so do not overlook such a one.
    private void skip(JsonParser parser, JsonToken first) throws IOException {
        int depth = 0;
        JsonToken token = first;
        while (true) {
            if (token == null) {
                return;
            }
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            } else if (token == JsonToken.VALUE_NUMBER_FLOAT && !isPlainDecimal(parser)) {
                parser.getDecimalValue();
            } else if (token == JsonToken.VALUE_NUMBER_INT && parser.getTextLength() > MAX_DIGITS) {
                parser.getNumberValue();
            }
            if (depth == 0) {
                return;
            }
            token = parser.nextToken();
        }
    }

    /** Reads a number such as -12.50 into {@link #digits} and {@link #scale}; false if it is written in another way, or is too long. */
    private boolean isPlainDecimal(JsonParser parser) throws IOException {
        char[] text = parser.getTextCharacters();
        int start = parser.getTextOffset();
        int end = start + parser.getTextLength();
        boolean negative = text[start] == '-';
        int first = negative ? start + 1 : start;
        if (end - first > MAX_DIGITS + 1) {
            return false;
        }
        int point = -1;
        long value = 0;
        for (int i = first; i < end; i++) {
            char c = text[i];
            if (c >= '0' && c <= '9') {
                value = value * 10 + (c - '0');
            } else if (c == '.' && point < 0) {
                point = i;
            } else {
                return false;
            }
        }
        digits = negative ? -value : value;
        scale = point < 0 ? 0 : end - point - 1;
        return true;
    }

    Kind kind(int slot) {
        return kinds[slot];
    }

    /** The value of a {@link Kind#TEXT}. */
    String text(int slot) {
        return (String) objects[slot];
    }

    /** The value of an {@link Kind#INT} or {@link Kind#LONG}, the digits of a {@link Kind#DECIMAL}; 1 for true, 0 for false. */
    long number(int slot) {
        return numbers[slot];
    }

    /** How many of a number's digits are behind the point. */
    int scale(int slot) {
        return scales[slot];
    }

    /** The field as the tree has it: null for null, {@link RecordFields#MISSING} or a node. */
    Object value(int slot) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (kinds[slot]) {
            case MISSING -> RecordFields.MISSING;
            case NULL -> null;
            case TEXT -> nodes.textNode(text(slot));
            case BOOLEAN -> nodes.booleanNode(numbers[slot] == 1);
            case INT -> nodes.numberNode((int) numbers[slot]);
            case LONG -> nodes.numberNode(numbers[slot]);
            case DECIMAL -> DecimalNode.valueOf(BigDecimal.valueOf(numbers[slot], scales[slot]));
            case NODE -> ((JsonNode) objects[slot]).isNull() ? null : objects[slot];
        };
    }
}
