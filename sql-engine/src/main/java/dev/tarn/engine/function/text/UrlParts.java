package dev.tarn.engine.function.text;

import static dev.tarn.columnar.DataType.BIGINT;
import static dev.tarn.columnar.DataType.STRING;

import dev.tarn.engine.function.BytesOut;
import dev.tarn.engine.function.ScalarFamily;
import dev.tarn.engine.function.text.TextLoops.Row;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/// The parts of URLs, as RFC 2396 divides them: null of what is no URL, empty where the part is not
/// there, as in Trino.
final class UrlParts {
    private UrlParts() {}

    static List<ScalarFamily> families() {
        return List.of(
                part("url_extract_protocol", URI::getScheme),
                part("url_extract_host", URI::getHost),
                part("url_extract_path", URI::getPath),
                part("url_extract_query", URI::getQuery),
                part("url_extract_fragment", URI::getFragment),
                TextFunctions.family("url_extract_port", "(varchar) → bigint, null if not given")
                        .pure(List.of(STRING), BIGINT, TextLoops.longsOrNull(UrlParts::port))
                        .build(),
                TextFunctions.family(
                                "url_extract_parameter",
                                "(varchar, varchar name) → varchar, null if not given")
                        .failing(
                                List.of(STRING, STRING),
                                STRING,
                                TextLoops.bytesOrNull(STRING, UrlParts::parameter))
                        .build());
    }

    private static ScalarFamily part(String name, Function<URI, @Nullable String> part) {
        return TextFunctions.family(name, "(varchar) → varchar")
                .pure(
                        List.of(STRING),
                        STRING,
                        TextLoops.bytesOrNull(STRING, (r, out) -> part(r, out, part)))
                .build();
    }

    private static boolean part(Row r, BytesOut out, Function<URI, @Nullable String> part) {
        URI uri = uri(r);
        String found = uri == null ? null : part.apply(uri);
        if (found != null) {
            out.append(found.getBytes(StandardCharsets.UTF_8));
        }
        return uri != null;
    }

    private static @Nullable URI uri(Row r) {
        try {
            return new URI(r.string(0));
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static boolean port(Row r, long[] out) {
        URI uri = uri(r);
        if (uri == null || uri.getPort() < 0) {
            return false;
        }
        out[r.row] = uri.getPort();
        return true;
    }

    /// The first of the name; empty where it has no value.
    private static boolean parameter(Row r, BytesOut out) {
        URI uri = uri(r);
        String query = uri == null ? null : uri.getRawQuery();
        if (query == null) {
            return false;
        }
        String wanted = r.string(1);
        for (String pair : query.split("&", -1)) {
            int equal = pair.indexOf('=');
            if ((equal < 0 ? pair : pair.substring(0, equal)).equals(wanted)) {
                out.append(decoded(equal < 0 ? "" : pair.substring(equal + 1)));
                return true;
            }
        }
        return false;
    }

    private static byte[] decoded(String value) {
        try {
            return URLDecoder.decode(value, StandardCharsets.UTF_8)
                    .getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw TextEdits.invalid("url_extract_parameter: '%s' has a wrong %% escape", value);
        }
    }
}
