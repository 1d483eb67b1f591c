package dev.tarn.engine.function.text;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A path to one value of a JSON text: `$`, then `.name`, `["name"]` or `[index]`, indexes from 0;
/// `lax` may stand before. Wildcards, filters and methods are refused.
public record JsonPath(List<Step> steps) {
    public JsonPath {
        steps = List.copyOf(steps);
    }

    /// One step down: a field of an object, or an element of an array.
    public sealed interface Step {
        record Field(String name) implements Step {}

        record Element(int index) implements Step {}
    }

    /// The path that `text` spells.
    ///
    /// @throws dev.tarn.engine.SqlException INVALID_FUNCTION_ARGUMENT where it is none
    public static JsonPath of(String text) {
        String path = text.strip();
        if (path.startsWith("lax ")) {
            path = path.substring(4).strip();
        }
        if (!path.startsWith("$")) {
            throw wrong(text);
        }
        List<Step> steps = new ArrayList<>();
        int at = 1;
        while (at < path.length()) {
            int end =
                    switch (path.charAt(at)) {
                        case '.' -> name(path, at + 1);
                        case '[' -> bracket(path, at);
                        default -> throw wrong(text);
                    };
            if (end <= at + 1) {
                throw wrong(text);
            }
            steps.add(
                    path.charAt(at) == '.'
                            ? new Step.Field(unquoted(path.substring(at + 1, end)))
                            : inBrackets(path.substring(at + 1, end - 1).strip(), text));
            at = end;
        }
        return new JsonPath(steps);
    }

    /// Where a name that starts at `from` ends.
    private static int name(String path, int from) {
        if (from < path.length() && path.charAt(from) == '"') {
            return path.indexOf('"', from + 1) + 1;
        }
        int at = from;
        while (at < path.length() && isOfName(path.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isOfName(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '-' || c == ':' || c == '$';
    }

    /// Where what starts with the bracket at `from` ends: brackets in quotes do not count.
    private static int bracket(String path, int from) {
        char quote = from + 1 < path.length() ? path.charAt(from + 1) : ']';
        int inside = quote == '"' || quote == '\'' ? path.indexOf(quote, from + 2) : from + 1;
        return inside < 0 ? -1 : path.indexOf(']', inside) + 1;
    }

    private static String unquoted(String name) {
        boolean isQuoted = name.length() >= 2 && (name.startsWith("\"") || name.startsWith("'"));
        return isQuoted ? name.substring(1, name.length() - 1) : name;
    }

    private static Step inBrackets(String inside, String path) {
        if (inside.matches("\\d{1,9}")) {
            return new Step.Element(Integer.parseInt(inside));
        }
        if (inside.matches("\"[^\"]*\"|'[^']*'")) {
            return new Step.Field(unquoted(inside));
        }
        throw wrong(path);
    }

    private static RuntimeException wrong(String path) {
        return TextEdits.invalid(
                "'%s' is no path into JSON that is supported; one is $.name[0][\"other\"]", path);
    }

    /// Moves a parser that stands at a value to the one that this leads to; false where there is
    /// none.
    boolean find(JsonParser parser) throws IOException {
        for (Step step : steps) {
            boolean found =
                    switch (step) {
                        case Step.Field(String name) -> toField(parser, name);
                        case Step.Element(int index) -> toElement(parser, index);
                    };
            if (!found) {
                return false;
            }
        }
        return true;
    }

    private static boolean toField(JsonParser parser, String name) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            return false;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            boolean isIt = parser.currentName().equals(name);
            parser.nextToken();
            if (isIt) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }

    static boolean toElement(JsonParser parser, int index) throws IOException {
        if (parser.currentToken() != JsonToken.START_ARRAY) {
            return false;
        }
        for (int at = 0; parser.nextToken() != JsonToken.END_ARRAY; at++) {
            if (at == index) {
                return true;
            }
            parser.skipChildren();
        }
        return false;
    }
}
