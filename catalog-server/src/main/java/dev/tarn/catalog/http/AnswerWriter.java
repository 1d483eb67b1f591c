package dev.tarn.catalog.http;

import dev.tarn.catalog.codec.RestJson;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Sends an [Answer] over the network.
final class AnswerWriter {
    /// Shorter bodies fit into one packet as they are.
    private static final int LEAST_ZIPPED_BYTES = 1_500;

    private AnswerWriter() {}

    /// @param headers of the request, by lower-case name
    static void write(
            Answer answer, Map<String, String> headers, Response response, Callback callback) {
        response.setStatus(answer.status());
        HttpFields.Mutable fields = response.getHeaders();
        answer.headers().forEach(fields::put);
        byte[] body = body(answer);
        if (body == null) {
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
            return;
        }
        fields.put(HttpHeader.CONTENT_TYPE, "application/json");
        if (body.length >= LEAST_ZIPPED_BYTES && takesGzip(headers.get("accept-encoding"))) {
            fields.put(HttpHeader.CONTENT_ENCODING, "gzip");
            fields.add(HttpHeader.VARY, "Accept-Encoding");
            body = zipped(body);
        }
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    private static byte @Nullable [] body(Answer answer) {
        return switch (answer.body()) {
            case null -> null;
            case TableBody table -> table.json();
            case JsonBytes json -> json.bytes();
            case Replay.RawJson json -> json.body().getBytes(StandardCharsets.UTF_8);
            case Object other -> RestJson.write(other);
        };
    }

    /// Whether a client has named gzip and not with a weight of 0.
    private static boolean takesGzip(@Nullable String acceptEncoding) {
        if (acceptEncoding == null) {
            return false;
        }
        for (String coding : acceptEncoding.split(",")) {
            String[] parts = coding.split(";", 2);
            String name = parts[0].strip();
            if (name.equalsIgnoreCase("gzip") || name.equals("*")) {
                // the first that fits decides, which is enough for what clients send
                return parts.length == 1 || !parts[1].strip().matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    /// As fast as can be: the catalog is near its clients more often than not.
    private static byte[] zipped(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream gzip = new FastGzip(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("Compressing an answer in memory", e);
        }
        return out.toByteArray();
    }

    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(ByteArrayOutputStream out) throws IOException {
            super(out, 8 << 10);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
