package dev.tarn.catalog.http;

import dev.tarn.catalog.codec.RestJson;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/// Sends one [Answer] over the network. For one thread.
///
/// Bodies that are in memory go out at once. Metadata that is not is copied from its file in
/// slices: a slice waits until the client has taken the one before, and lets other requests have
/// the processor after each.
final class AnswerWriter {
    /// Shorter bodies fit into one packet as they are.
    private static final int LEAST_ZIPPED_BYTES = 1_500;

    private static final int SLICE_BYTES = 64 << 10;

    private final Response response;
    private final boolean takesGzip;

    /// @param headers of the request, by lower-case name
    AnswerWriter(Response response, Map<String, String> headers) {
        this.response = response;
        this.takesGzip = takesGzip(headers.get("accept-encoding"));
    }

    /// Completes the callback, now or when the client has taken everything.
    ///
    /// @throws RuntimeException when nothing was sent, so that another answer is still possible
    void write(Answer answer, Callback callback) {
        InputStream metadata = longMetadata(answer);
        byte[] body = metadata == null ? body(answer) : null;
        response.setStatus(answer.status());
        HttpFields.Mutable fields = response.getHeaders();
        answer.headers().forEach(fields::put);
        if (metadata != null && answer.body() instanceof TableBody table) {
            fields.put(HttpHeader.CONTENT_TYPE, "application/json");
            stream(table, metadata, callback);
        } else if (body != null) {
            fields.put(HttpHeader.CONTENT_TYPE, "application/json");
            boolean zips = takesGzip && body.length >= LEAST_ZIPPED_BYTES;
            response.write(true, ByteBuffer.wrap(zips ? zipped(body) : body), callback);
        } else {
            response.write(true, BufferUtil.EMPTY_BUFFER, callback);
        }
    }

    /// The metadata of a table that is too long to be in memory; null for other answers.
    private static @Nullable InputStream longMetadata(Answer answer) {
        if (!(answer.body() instanceof TableBody table) || table.metadata() != null) {
            return null;
        }
        try {
            return table.table().text().open();
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "Cannot read metadata file " + table.table().metadataLocation(), e);
        }
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

    private void stream(TableBody table, InputStream metadata, Callback callback) {
        byte[] head = table.head();
        byte[] tail = table.tail();
        if (!takesGzip) {
            long length = head.length + table.table().text().length() + tail.length;
            response.getHeaders().put(HttpHeader.CONTENT_LENGTH, length);
        }
        try (metadata) {
            OutputStream wire = Content.Sink.asOutputStream(response);
            OutputStream out = takesGzip ? zipping(wire) : wire;
            out.write(head);
            copy(metadata, out);
            out.write(tail);
            // not closed when something went wrong: a part must not look like the whole
            out.close();
        } catch (IOException | RuntimeException e) {
            callback.failed(e);
            return;
        }
        callback.succeeded();
    }

    private static void copy(InputStream from, OutputStream to) throws IOException {
        byte[] slice = new byte[SLICE_BYTES];
        for (int read = from.read(slice); read >= 0; read = from.read(slice)) {
            to.write(slice, 0, read);
            Thread.yield();
        }
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

    private byte[] zipped(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(body.length / 4);
        try (OutputStream gzip = zipping(out)) {
            gzip.write(body);
        } catch (IOException e) {
            throw new UncheckedIOException("Compressing an answer in memory", e);
        }
        return out.toByteArray();
    }

    private OutputStream zipping(OutputStream out) throws IOException {
        response.getHeaders().put(HttpHeader.CONTENT_ENCODING, "gzip");
        response.getHeaders().add(HttpHeader.VARY, "Accept-Encoding");
        return new FastGzip(out);
    }

    /// At the fastest level: the catalog is near its clients more often than not.
    private static final class FastGzip extends GZIPOutputStream {
        FastGzip(OutputStream out) throws IOException {
            super(out, SLICE_BYTES / 4);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
