package dev.tarn.server.trino;

import com.fasterxml.jackson.core.JsonGenerator;

import dev.tarn.server.output.Json;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;

/// Rows in segments, for clients that ask for an [Encoding]: small ones within the page, in Base64;
/// others in the [Spool], of which the page has the address. Where the spool is full they go within
/// the page too, so that nobody waits for room on a disk.
///
/// Source: "spooling protocol" of Trino's client protocol.
final class Segments implements RowFormat {
    /// Less than 4 MB by what a row and a generator's buffer may add, so that a buffer that doubles
    /// holds a segment in 4 MB.
    static final int SEGMENT_BYTES = (4 << 20) - (64 << 10);

    /// Segments of no more bytes than this go within the page.
    static final int INLINE_BYTES = 128 << 10;

    /// Those that are encoded at once, of all queries: it takes a processor and twice a segment.
    static final Semaphore ENCODINGS = new Semaphore(Runtime.getRuntime().availableProcessors());

    private final Encoding encoding;
    private final Spool spool;
    private final String baseUri;
    private final LastAccess access;

    /// @param baseUri where the client reaches us
    /// @param access of the statement whose rows they are
    Segments(Encoding encoding, Spool spool, String baseUri, LastAccess access) {
        this.encoding = encoding;
        this.spool = spool;
        this.baseUri = baseUri;
        this.access = access;
    }

    @Override
    public int chunkBytes() {
        return SEGMENT_BYTES;
    }

    @Override
    public boolean gathers() {
        return true;
    }

    @Override
    public String opening() {
        return "{\"encoding\":\"" + encoding.spelling() + "\",\"segments\":[";
    }

    @Override
    public String closing() {
        return "]}";
    }

    @Override
    public Chunk chunk(ByteBuffer rows, long firstRow, int rowCount)
            throws IOException, InterruptedException {
        ENCODINGS.acquire();
        try {
            return write(rows, firstRow, rowCount);
        } finally {
            ENCODINGS.release();
        }
    }

    private Chunk write(ByteBuffer plain, long firstRow, int rowCount) throws IOException {
        ByteBuffer encoded = encoding.encode(plain);
        int length = encoded.remaining();
        String id = length <= INLINE_BYTES ? null : spool.put(encoded, access);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = Json.FACTORY.createGenerator(bytes)) {
            json.writeStartObject();
            writeContent(json, encoded, id);
            json.writeObjectFieldStart("metadata");
            json.writeNumberField("rowOffset", firstRow);
            json.writeNumberField("rowsCount", rowCount);
            json.writeNumberField("segmentSize", length);
            if (encoding.compresses()) {
                json.writeNumberField("uncompressedSize", plain.remaining());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        return new Chunk(bytes.toByteArray(), id == null ? 0 : length);
    }

    /// @param id the segment's in the spool; null where it goes within the page
    private void writeContent(JsonGenerator json, ByteBuffer encoded, @Nullable String id)
            throws IOException {
        if (id == null) {
            json.writeStringField("type", "inline");
            json.writeFieldName("data");
            json.writeBinary(encoded.array(), 0, encoded.limit());
        } else {
            json.writeStringField("type", "spooled");
            json.writeStringField("uri", baseUri + SpoolRoutes.DOWNLOAD + id);
            json.writeStringField("ackUri", baseUri + SpoolRoutes.ACKNOWLEDGE + id);
        }
    }
}
